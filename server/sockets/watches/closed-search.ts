import { queueLimits } from '../../../actors/queue/queue-limits.ts';
import { NumberSet } from '../../../actors/queue/number-set.ts';
import { compareClosed, type ClosedPlace } from '../../../actors/queue/sort.ts';
import type { Summary } from '../../../actors/ticket/summary.ts';
import type { QueueSort } from '../../../protocol/queue.ts';
import type { Tables } from '../../storage/tables.ts';
import type { ClosedList, WordPlace } from '../../storage/tables.ts';
import type { ClosedSearch } from './closed-plan.ts';

/** What a search reads of the storage. */
export type SearchedTickets = Pick<
  Tables,
  'closedCount' | 'closedNumbers' | 'closedPlaces' | 'closedAmong' | 'closedByWord' | 'closedOf'
>;

/** The result of a search: the first places in the wanted order. */
export interface FoundPlaces {
  readonly places: readonly ClosedPlace[];
  /** Whether there are more. */
  readonly more: boolean;
}

type Steps<T> = Generator<void, T>;

/** What one step reads, of keys or of whole tickets. Either takes less than a millisecond. */
const step_keys = 500;
const step_rows = 25;
/** So few tickets are read themselves, instead of one more index. */
const few_max = 500;
/** Keys that are read in the time of one whole ticket. */
const row_keys = 20;

/**
 * Searches closed tickets, a step at a time. It reads keys: each condition gives a set of numbers,
 * and the result is what is in all of them. Whole tickets are read only where there are so few that
 * this is faster.
 */
export function* searchClosed(
  tickets: SearchedTickets,
  plan: ClosedSearch,
  matches: (summary: Summary) => boolean,
  sort: QueueSort,
): Steps<FoundPlaces> {
  const found = yield* numbersOf(tickets, plan, matches);
  const ordered =
    sort.by === 'updated'
      ? yield* byChange(tickets, plan, found, sort)
      : Array.from(firstOf(found, sort), (number): ClosedPlace => ({ number, updated: 0 }));
  const places = ordered.slice(0, queueLimits.closed_found_max);
  // A ticket that moved meanwhile may be missing; the caller hears of its change.
  return { places, more: found.size > queueLimits.closed_found_max };
}

function* numbersOf(
  tickets: SearchedTickets,
  { words, conditions }: ClosedSearch,
  matches: (summary: Summary) => boolean,
): Steps<NumberSet> {
  const [smallest] = conditions;
  const isShort = smallest !== undefined && countAll(tickets, smallest) <= few_max;
  const withWords = words.map((word) => (among?: NumberSet) => withWord(tickets, word, among));
  const inLists = conditions.map((lists) => (among?: NumberSet) => inOneOf(tickets, lists, among));
  const ways = isShort ? [...inLists, ...withWords] : [...withWords, ...inLists];
  let found: NumberSet | undefined;
  for (const way of ways) {
    if (found !== undefined && found.size <= few_max) {
      return yield* matching(tickets, found, matches);
    }
    found = yield* way(found);
  }
  return found ?? new NumberSet();
}

/** Those of `among` with a word that begins so. */
function* withWord(
  tickets: SearchedTickets,
  beginning: string,
  among: NumberSet | undefined,
): Steps<NumberSet> {
  const found = new NumberSet();
  let after: WordPlace | undefined;
  do {
    const range = after === undefined ? {} : { after };
    const page = tickets.closedByWord(beginning, { ...range, limit: step_keys });
    for (const { number } of page) if (among?.has(number) !== false) found.add(number);
    after = page.at(-1);
    yield;
  } while (after !== undefined);
  return found;
}

/** Those of `among` in one of the lists. */
function* inOneOf(
  tickets: SearchedTickets,
  lists: readonly ClosedList[],
  among: NumberSet | undefined,
): Steps<NumberSet> {
  const found = new NumberSet();
  if (among !== undefined && among.size * lists.length < countAll(tickets, lists)) {
    for (const numbers of pagesOf(among, step_keys / lists.length)) {
      for (const number of tickets.closedAmong(numbers, lists)) found.add(number);
      yield;
    }
    return found;
  }
  for (const list of lists) {
    let before: number | undefined = Infinity;
    while (before !== undefined) {
      const page: number[] = tickets.closedNumbers({ ...list, before, limit: step_keys });
      for (const number of page) if (among?.has(number) !== false) found.add(number);
      before = page.at(-1);
      yield;
    }
  }
  return found;
}

/** Those that match; each is read. */
function* matching(
  tickets: SearchedTickets,
  among: NumberSet,
  matches: (summary: Summary) => boolean,
): Steps<NumberSet> {
  const found = new NumberSet();
  for (const numbers of pagesOf(among, step_rows)) {
    for (const summary of tickets.closedOf(numbers))
      if (matches(summary)) found.add(summary.number);
    yield;
  }
  return found;
}

/** The first of them in the order of their last change. */
function* byChange(
  tickets: SearchedTickets,
  { conditions }: ClosedSearch,
  found: NumberSet,
  sort: QueueSort,
): Steps<ClosedPlace[]> {
  const list = conditions.find((lists) => lists.length === 1)?.[0] ?? {};
  if (found.size * row_keys <= tickets.closedCount(list)) {
    const places: ClosedPlace[] = [];
    for (const numbers of pagesOf(found, step_rows)) {
      for (const { number, updated } of tickets.closedOf(numbers)) places.push({ number, updated });
      yield;
    }
    return places.toSorted(compareClosed(sort));
  }
  const { descending } = sort;
  const places: ClosedPlace[] = [];
  const wanted = Math.min(found.size, queueLimits.closed_found_max);
  let after: ClosedPlace | undefined;
  do {
    const range = after === undefined ? { descending } : { descending, after };
    const page = tickets.closedPlaces(list, { ...range, limit: step_keys });
    for (const place of page) if (found.has(place.number)) places.push(place);
    after = page.at(-1);
    yield;
  } while (after !== undefined && places.length < wanted);
  return places;
}

function* firstOf(found: NumberSet, { descending }: QueueSort): Generator<number> {
  let left: number = queueLimits.closed_found_max;
  for (const number of found.inOrder(descending)) {
    yield number;
    left -= 1;
    if (left === 0) return;
  }
}

function* pagesOf(found: NumberSet, size: number): Generator<number[]> {
  let page: number[] = [];
  for (const number of found.inOrder(false)) {
    page.push(number);
    if (page.length >= size) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

function countAll(tickets: SearchedTickets, lists: readonly ClosedList[]): number {
  return lists.reduce((sum, list) => sum + tickets.closedCount(list), 0);
}
