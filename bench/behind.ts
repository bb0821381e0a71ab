import { setTimeout as wait } from 'node:timers/promises';
import { gaugeOf } from './metrics.ts';

/** Positions of the log that are durable and not in the tables on disk yet. */
const gauge = 'shardbell_tables_behind_positions';
const poll_ms = 20;
const behind_ms_max = 60_000;

/**
 * Resolves when the tables of a Shardbell have all that is durable, with the seconds that it took:
 * work that it put off is work too. A server that does not tell the gauge puts nothing off.
 */
export async function tablesCaughtUp(port: number): Promise<number> {
  const began = performance.now();
  // To ask takes time as well, which is not the server's where nothing is behind.
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
