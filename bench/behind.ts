import { setTimeout as wait } from 'node:timers/promises';
import { gaugeOf } from './metrics.ts';

/** Log positions that are durable but not in the tables on disk yet. */
const gauge = 'shardbell_tables_behind_positions';
const poll_ms = 20;
const behind_ms_max = 60_000;

/**
 * Resolves when the tables of a Shardbell contain everything durable, with the seconds that took:
 * deferred work counts as work. A server without this gauge defers nothing.
 */
export async function tablesCaughtUp(port: number): Promise<number> {
  const began = performance.now();
  // The request itself takes time, which is not counted if nothing is behind.
  if ((await behind(port)) === 0) return 0;
  do {
    if (performance.now() - began > behind_ms_max)
      throw new Error(`behind for ${behind_ms_max} ms`);
    await wait(poll_ms);
  } while ((await behind(port)) > 0);
  return (performance.now() - began) / 1000;
}

async function behind(port: number): Promise<number> {
  return (await gaugeOf(port, gauge)) ?? 0;
}
