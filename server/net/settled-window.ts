import type { Place } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { QueueSort } from '../../protocol/ticket.ts';
import type { Tables } from '../storage/tables.ts';
import type { SettledList } from '../storage/tables.ts';

/** Index rows that are walked over in one step, on the way to a window: less than a millisecond. */
const step_keys = 20_000;
/** Whole tickets that are read in one step. */
const step_rows = 25;

/**
 * Steps to a window that begins so far down a list: each close above it takes as many again, since
 * nothing counts what the rows moved by while they were read.
 */
export function stepsTo(total: number, offset: number, limit: number): number {
  const rows = Math.min(limit, total - offset);
  return Math.ceil(Math.max(0, Math.min(offset, total - offset - rows)) / step_keys);
}

/** The numbers in a window of a list of the storage, walked to from the nearer end a step at a time. */
export function* numbersAt(
  tickets: Pick<Tables, 'settledCount' | 'settledPlaces'>,
  list: SettledList,
  sort: QueueSort,
  offset: number,
  limit: number,
): Generator<void, number[]> {
  const total = tickets.settledCount(list);
  const rows = Math.min(limit, total - offset);
  if (rows <= 0) return [];
  const behind = total - offset - rows;
  const isNearer = offset <= behind;
  const by = sort.by === 'updated' ? 'updated' : 'number';
  const order = { by, descending: sort.descending === isNearer } as const;
  let skip = isNearer ? offset : behind;
  let from: { after?: Place } = {};
  while (skip > step_keys) {
    const range = { ...order, ...from, skip: step_keys - 1, limit: 1 };
    const [after] = tickets.settledPlaces(list, range);
    if (after === undefined) return [];
    from = { after };
    skip -= step_keys;
    yield;
  }
  const places = tickets.settledPlaces(list, { ...order, ...from, skip, limit: rows });
  const numbers = places.map(({ number }) => number);
  return isNearer ? numbers : numbers.toReversed();
}

/** The summaries of these numbers, a step at a time; those that are known are not read. */
export function* summariesOf(
  numbers: readonly number[],
  known: ReadonlyMap<number, Summary>,
  read: (numbers: readonly number[]) => Summary[],
): Generator<void, Summary[]> {
  const unknown = numbers.filter((number) => !known.has(number));
  const fresh = new Map<number, Summary>();
  for (let from = 0; from < unknown.length; from += step_rows) {
    if (from > 0) yield;
    for (const one of read(unknown.slice(from, from + step_rows))) fresh.set(one.number, one);
  }
  return numbers.flatMap((number) => known.get(number) ?? fresh.get(number) ?? []);
}
