import { join } from 'node:path';
import { median } from '../rounds.ts';
import { newServer, readyAfter } from './ready.ts';
import type { StartFigure, StartPlan } from './plan.ts';

/** What a start finds in the log and not in the tables, in MiB; the last is nearly all that there may be. */
const sizes_mib = [1, 4, 7.75];
const mib = 1024 * 1024;

/** How long a start takes that has so much of the log to apply first. */
export async function startsWithLog(data: string, { starts }: StartPlan): Promise<StartFigure[]> {
  const figures: StartFigure[] = [];
  for (const size of sizes_mib) {
    const folder = join(data, `log-${size}`);
    const took: number[] = [];
    for (let i = 0; i < starts; i++) took.push(await startWithLog(folder, size * mib));
    figures.push({
      question: `ready with ${size} MiB of log to apply`,
      value: median(took),
      unit: 'ms',
      target: 2_000,
      beside: `most ${Math.max(...took).toFixed(0)} ms`,
    });
  }
  return figures;
}

async function startWithLog(data: string, bytes: number): Promise<number> {
  const filling = newServer();
  await filling.ask('fillLog', { data, bytes });
  await filling.kill();
  const { server, ready_ms } = await readyAfter(data);
  await server.end();
  return ready_ms;
}
