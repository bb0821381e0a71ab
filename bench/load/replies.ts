import { setTimeout as wait } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { quantile } from '../disk.ts';
import type { Line } from './line.ts';

/** Replies of somebody in one stretch of time. */
export interface ReplyTimes {
  readonly seconds: number;
  readonly replies: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** Posts one message after the other, with a pause after each, until something has ended. */
export async function repliesUntil(
  line: Line,
  ticket: string,
  over: Promise<unknown>,
  pause_ms = 10,
): Promise<ReplyTimes> {
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
    await wait(pause_ms);
  }
  return {
    seconds: (performance.now() - start) / 1_000,
    replies: took.length,
    p50_ms: quantile(took, 0.5),
    p99_ms: quantile(took, 0.99),
    max_ms: Math.max(...took),
  };
}
