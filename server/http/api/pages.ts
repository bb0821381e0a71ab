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

/** Which tickets are wanted; all where nothing is given. */
export interface Wanted {
  readonly status?: ApiStatus;
  /** As it is configured. */
  readonly category?: string;
  /** Account that they are assigned to. */
  readonly assignee?: string;
}

export interface Page {
  /** Tickets on all pages. */
  readonly total: number;
  /** Numbers of its tickets, highest first. */
  readonly numbers: readonly number[];
}

/**
 * One page of all tickets, highest number first. Active ones are in memory. Of closed ones only the
 * numbers of the page are read, and its start is found by rank, which takes as long for every page.
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
 * How many of the active tickets are among the first `offset` of all, highest number first.
 * `closedAt` gives the number at a place of the closed ones.
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
    // The one at `middle` is among them unless too many closed ones come before it.
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

/** A ticket that was just closed may be in both. */
function newestFirst(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].toSorted((x, y) => y - x);
}
