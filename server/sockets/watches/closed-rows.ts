import type { Summary } from '../../../actors/ticket/summary.ts';
import type { QueueSort } from '../../../protocol/queue.ts';
import type { Tables } from '../../storage/tables.ts';
import type { ClosedList } from '../../storage/tables.ts';

/** Whole tickets read in one step. */
const step_rows = 25;

/** The ticket numbers in a window of a stored list; its offset costs nothing. */
export function numbersAt(
  tickets: Pick<Tables, 'closedPlaces'>,
  list: ClosedList,
  sort: QueueSort,
  offset: number,
  limit: number,
): number[] {
  const by = sort.by === 'updated' ? 'updated' : 'number';
  const { descending } = sort;
  const places = tickets.closedPlaces(list, { by, descending, skip: offset, limit });
  return places.map(({ number }) => number);
}

/** The summaries of these numbers, a step at a time. Known ones are not read. */
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
