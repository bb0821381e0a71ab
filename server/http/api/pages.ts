import type { Queue } from '../../../actors/queue/queue.ts';
import type { Summary } from '../../../actors/ticket/summary.ts';
import type { Tables } from '../../storage/tables.ts';
import type { Turns } from '../../platform/turns.ts';
import type { ApiStatus } from './status.ts';

export interface PagesDeps {
  readonly queue: Pick<Queue, 'active'>;
  readonly tables: Pick<Tables, 'closedPlaces' | 'closedCount'>;
  readonly turns: Turns;
}

/** Which tickets are wanted; any where nothing is said. */
export interface Wanted {
  readonly status?: ApiStatus;
  /** As it is configured. */
  readonly category?: string;
  /** Account that they are assigned to. */
  readonly assignee?: string;
}

export interface Page {
  /** Of all pages. */
  readonly total: number;
  /** Of its tickets, the newest first. */
  readonly numbers: readonly number[];
}

/**
 * One page of all tickets, the highest number first. Those that are active are in memory; of the
 * others only the numbers of the page are read, and where it begins among them is looked up: that
 * takes as long for every page.
 */
export async function readPage(
  { queue, tables, turns }: PagesDeps,
  who: string,
  wanted: Wanted,
  offset: number,
  limit: number,
): Promise<Page> {
  const { status, category, assignee } = wanted;
  const list = { category, assignee };
  const active = activeNumbers(queue.active(), wanted);
  const hasClosed = status === undefined || status === 'Closed';
  const total = active.length + (hasClosed ? tables.closedCount(list) : 0);
  if (offset >= total) return { total, numbers: [] };
  if (!hasClosed) return { total, numbers: active.slice(offset, offset + limit) };

  const closedFrom = (skip: number, most: number): readonly number[] =>
    tables
      .closedPlaces(list, { by: 'number', descending: true, skip, limit: most })
      .map(({ number }) => number);
  const numbers = await turns.run(who, () => {
    const before = activeBefore(active, offset, (i) => closedFrom(i, 1)[0]);
    const closed = closedFrom(offset - before, limit);
    return newestFirst(closed, active.slice(before, before + limit)).slice(0, limit);
  });
  return { total, numbers };
}

/**
 * How many of the active tickets are among the first `offset` of all, the newest first; `closedAt`
 * tells the number at a place of the others.
 */
function activeBefore(
  active: readonly number[],
  offset: number,
  closedAt: (i: number) => number | undefined,
): number {
  let low = 0;
  let high = Math.min(active.length, offset);
  while (low < high) {
    const middle = (low + high) >> 1;
    // The one at `middle` is among them unless so many of the others come before it that none is left.
    if (active[middle]! > (closedAt(offset - middle - 1) ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function activeNumbers(summaries: Iterable<Summary>, wanted: Wanted): number[] {
  const numbers: number[] = [];
  for (const summary of summaries) if (matches(summary, wanted)) numbers.push(summary.number);
  return numbers.toSorted((a, b) => b - a);
}

/** Of an active ticket. */
function matches({ category, assignee }: Summary, wanted: Wanted): boolean {
  switch (wanted.status) {
    case 'Closed':
      return false;
    case 'Open':
      if (assignee !== null) return false;
      break;
    case 'Assigned':
      if (assignee === null) return false;
      break;
    case undefined:
      break;
  }
  if (wanted.assignee !== undefined && wanted.assignee !== assignee?.account) return false;
  return wanted.category === undefined || wanted.category.toLowerCase() === category.toLowerCase();
}

/** A ticket that was closed a moment ago may be in both. */
function newestFirst(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].toSorted((x, y) => y - x);
}
