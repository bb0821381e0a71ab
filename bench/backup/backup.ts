import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { askForBackup } from '../../server/cli/ask.ts';
import { quantile } from '../disk.ts';
import { Line } from '../load/line.ts';
import { signIn } from '../load/sign-in.ts';
import { newServer, readyAfter } from '../start/ready.ts';

export interface BackupPlan {
  /** Closed tickets, of which 1,000 are about 3 MB of the data file. */
  readonly closed: number;
  /** Files of messages, of 1 MiB each. */
  readonly blobs: number;
  readonly rounds: number;
}

/** Replies of somebody in one stretch of time. */
export interface BackupFigure {
  readonly round: number;
  /** Of the backup; none where none is made. */
  readonly bytes: number | undefined;
  readonly seconds: number;
  readonly replies: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

const blob_bytes = 1024 * 1024;
const replies_every_ms = 10;

/** How long replies take while a backup is made, and for as long without one before it. */
export async function backupBench(folder: string, plan: BackupPlan): Promise<BackupFigure[]> {
  const base = mkdtempSync(join(folder, 'shardbell-bench-'));
  const data = join(base, 'data');
  try {
    const filler = newServer();
    const made_seconds = await filler.ask('fill', {
      data,
      plan: { closed: plan.closed, active: 100 },
    });
    await filler.end();
    fillBlobs(data, plan.blobs);
    const megabytes = Math.round(statSync(join(data, 'data.mdb')).size / 1e6) + plan.blobs;
    console.error(`a folder of about ${megabytes} MB in ${made_seconds.toFixed(0)} s`);
    const { server, port } = await readyAfter(data);
    try {
      const { secret } = await server.ask('admin', undefined);
      const line = await Line.open(port, await signIn(port, secret));
      const { id } = await line.own();
      await repliesUntil(line, id, wait(2_000));
      const figures: BackupFigure[] = [];
      let seconds = 10;
      for (let round = 1; round <= plan.rounds; round += 1) {
        const without = await repliesUntil(line, id, wait(seconds * 1_000));
        figures.push({ round, bytes: undefined, ...without });
        const to = join(base, 'backup');
        const backup = askForBackup(data, to, () => {});
        const during = await repliesUntil(line, id, backup);
        const answer = await backup;
        if (answer.kind !== 'answered' || !answer.result.ok)
          throw new Error(JSON.stringify(answer));
        figures.push({ round, bytes: answer.result.backup.bytes, ...during });
        ({ seconds } = during);
        rmSync(to, { recursive: true });
      }
      line.close();
      return figures;
    } finally {
      await server.end();
    }
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function fillBlobs(data: string, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const content = Buffer.alloc(blob_bytes, `picture ${i}`);
    const name = createHash('sha256').update(content).digest('hex');
    const shelf = join(data, 'files', name.slice(0, 2));
    mkdirSync(shelf, { recursive: true });
    writeFileSync(join(shelf, name), content);
  }
}

/** Posts one message after the other until something has ended. */
async function repliesUntil(
  line: Line,
  ticket: string,
  over: Promise<unknown>,
): Promise<Omit<BackupFigure, 'round' | 'bytes'>> {
  const ended = new AbortController();
  void over.finally(() => ended.abort());
  const took: number[] = [];
  const start = performance.now();
  while (!ended.signal.aborted) {
    const began = performance.now();
    const answered = await line.request({
      t: 'command',
      id: nanoid(),
      ticket,
      as: 'player',
      do: { kind: 'post_message', body: 'Is anybody there?' },
    });
    if (answered.t !== 'done')
      throw new Error(`a reply was answered with ${JSON.stringify(answered)}`);
    took.push(performance.now() - began);
    await wait(replies_every_ms);
  }
  return {
    seconds: (performance.now() - start) / 1_000,
    replies: took.length,
    p50_ms: quantile(took, 0.5),
    p99_ms: quantile(took, 0.99),
    max_ms: Math.max(...took),
  };
}
