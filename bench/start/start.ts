import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../rounds.ts';
import { bigFolderFigures } from './big.ts';
import { gaugeOf } from '../metrics.ts';
import { startsAfterKills } from './killed.ts';
import { startsWithLog } from './log.ts';
import type { FolderPlan } from './folder.ts';
import type { StartFigure, StartPlan } from './plan.ts';
import { newServer, readyAfter } from './ready.ts';

/** Starts after kills, and what a folder of very many closed tickets costs. */
export async function startBench(folder: string, plan: StartPlan): Promise<StartFigure[]> {
  const data = mkdtempSync(join(folder, 'shardbell-bench-'));
  try {
    const after = await startsAfterKills(join(data, 'killed'), plan.kills);
    const withLog = await startsWithLog(data, plan);
    const { active } = plan;
    const small = join(data, 'small');
    await filled(small, { closed: 0, active });
    const few = await starts(small, plan.starts);
    const big = join(data, 'big');
    const seconds = await filled(big, plan);
    console.error(`a folder of ${plan.closed} closed tickets in ${seconds.toFixed(0)} s`);
    const many = await starts(big, plan.starts);
    const ratio = median(many.ready_ms) / median(few.ready_ms);
    const count = plan.closed.toLocaleString('en');
    return [
      {
        question: 'ready after SIGKILL under full load: the slowest',
        value: Math.max(...after),
        unit: 'ms',
        target: 2_000,
        beside: `median of ${after.length}: ${median(after).toFixed(0)} ms`,
      },
      ...withLog,
      {
        question: `ready on ${count} closed tickets and ${active.toLocaleString('en')} active ones`,
        value: ratio,
        unit: 'times',
        target: 1.5,
        beside: `${median(many.ready_ms).toFixed(0)} ms; the active ones alone ${median(few.ready_ms).toFixed(0)} ms`,
      },
      {
        question: 'a closed ticket of five entries with 1 KB of text',
        value: (many.data_bytes - few.data_bytes) / plan.closed,
        unit: 'bytes',
        target: 3_500,
        beside: `a data file of ${(many.data_bytes / 1e6).toFixed(0)} MB`,
      },
      ...(await bigFolderFigures(big, plan)),
    ];
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Gives the seconds it took. */
async function filled(data: string, plan: FolderPlan): Promise<number> {
  const server = newServer();
  try {
    return await server.ask('fill', { data, plan });
  } finally {
    await server.end();
  }
}

interface Starts {
  readonly ready_ms: readonly number[];
  /** Of the data file, without what is free in it. */
  readonly data_bytes: number;
}

async function starts(data: string, count: number): Promise<Starts> {
  const took: number[] = [];
  let data_bytes = 0;
  // The first reads what the system has not read yet, or writes what it has not written.
  for (let i = 0; i <= count; i++) {
    const { server, port, ready_ms } = await readyAfter(data);
    try {
      data_bytes = (await gaugeOf(port, 'shardbell_data_bytes')) ?? Number.NaN;
    } finally {
      await server.end();
    }
    if (i > 0) took.push(ready_ms);
  }
  return { ready_ms: took, data_bytes };
}
