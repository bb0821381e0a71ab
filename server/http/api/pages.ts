import type { Queue } from '../../../actors/queue/queue.ts';
import type { Summary } from '../../../actors/ticket/summary.ts';
import type { Tables } from '../../storage/tables.ts';
import type { Turns } from '../../turns.ts';
import type { ApiStatus } from './status.ts';

export interface PagesParts {
  readonly queue: Pick<Queue, 'active'>;
  readonly tables: Pick<Tables, 'settledNumbers' | 'settledCount'>;
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

/** Index rows that are looked at in one step, on the way to a page far down. */
const step_rows_max = 500;

/**
 * One page of all tickets, the highest number first. Those that are active are in memory; of the
 * others only the numbers down to the end of the page are read, and counters tell how many there
 * are.
 */
export async function readPage(
  { queue, tables, turns }: PagesParts,
  who: string,
  wanted: Wanted,
  offset: number,
  limit: number,
): Promise<Page> {
  const { status, category, assignee } = wanted;
  const list = { category, assignee };
  const active = activeNumbers(queue.active(), wanted);
  const hasSettled = status === undefined || status === 'Closed';
  const total = active.length + (hasSettled ? tables.settledCount(list) : 0);
  if (offset >= total) return { total, numbers: [] };
  if (!hasSettled) return { total, numbers: active.slice(offset, offset + limit) };

  const numbers: number[] = [];
  let skip = offset;
  let above = Infinity;
  for (;;) {
    const step = Math.min(skip + limit - numbers.length, step_rows_max);
    const before = above;
    const settled = await turns.run(who, () =>
      tables.settledNumbers({ ...list, before, limit: step }),
    );
    // Down to here all is known; after the last of them, to the end.
    const floor = settled.length < step ? 0 : settled.at(-1)!;
    const merged = newestFirst(settled, between(active, above, floor));
    numbers.push(...merged.slice(skip, skip + limit - numbers.length));
    skip = Math.max(0, skip - merged.length);
    above = floor;
    if (numbers.length === limit || floor === 0) return { total, numbers };
  }
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

/** Of numbers in falling order, those below `above` and not below `floor`. */
function between(numbers: readonly number[], above: number, floor: number): readonly number[] {
  return numbers.filter((number) => number < above && number >= floor);
}

/** A ticket that was closed a moment ago may be in both. */
function newestFirst(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].toSorted((x, y) => y - x);
}
