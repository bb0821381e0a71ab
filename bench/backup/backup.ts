import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { askForBackup } from '../../server/cli/ask.ts';
import { Line } from '../load/line.ts';
import { repliesUntil, type ReplyTimes } from '../load/replies.ts';
import { signIn } from '../load/sign-in.ts';
import { newServer, readyAfter } from '../start/ready.ts';

export interface BackupPlan {
  /** Closed tickets, of which 1,000 are about 3 MB of the data file. */
  readonly closed: number;
  /** Files of messages, of 1 MiB each. */
  readonly blobs: number;
  readonly rounds: number;
}

export interface BackupFigure extends ReplyTimes {
  readonly round: number;
  /** Of the backup; none where none is made. */
  readonly bytes: number | undefined;
}

const blob_bytes = 1024 * 1024;

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
