import type { Queue, QueueWindow } from '../../actors/queue/queue.ts';
import type { Window } from '../../actors/queue/live.ts';
import { limits } from '../../protocol/limits.ts';

export const wanted = (over: Partial<QueueWindow> = {}): QueueWindow => ({
  on: 'queue',
  filter: {},
  sort: { by: 'updated', descending: true },
  offset: 0,
  limit: 50,
  me: '21',
  ...over,
});

export const mineOf = (account: string, offset = 0, limit: number = limits.window_rows_max) =>
  ({ on: 'mine', account, offset, limit }) as const;

export function watch(queue: Queue, what: Parameters<Queue['watch']>[0]): Window {
  const watching = queue.watch(what);
  if (!watching.ok) throw new Error(watching.refusal.code);
  return watching.window;
}

export function ids(window: Window): string[] {
  return window.state().rows.map((row) => row.id);
}

/** So many accounts that none has begun as much as it may. */
export const byTurns = (index: number): string => `a${index % 20}`;
