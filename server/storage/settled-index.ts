import type { Place } from '../../actors/queue/sort.ts';
import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import { decode } from './codec.ts';
import type { Databases } from './databases.ts';
import type { SettledList, SettledQuery, SettledWindow, WordFound, WordRange } from './journal.ts';
import {
  numberKey,
  settledCountKey,
  settledKey,
  settledUpdatedKey,
  settledWordKey,
} from './keys.ts';
import { ticketOf } from './row.ts';
import { listName } from './settled-lists.ts';

/** As `Journal.settled`. */
export function readSettled(dbs: Databases, query: SettledQuery): Summary[] {
  const range = dbs.index.getRange(newestFirst(query));
  return summariesOf(dbs, range);
}

/** As `Journal.settledWindow`. */
export function readSettledWindow(
  dbs: Databases,
  list: SettledList,
  { by, descending, offset, limit }: SettledWindow,
): Summary[] {
  const name = listName(list);
  const [first, last] =
    by === 'number'
      ? [settledKey(name, 0), settledKey(name, Infinity)]
      : [settledUpdatedKey(name, 0, 0), settledUpdatedKey(name, Infinity, 0)];
  const [start, end] = descending ? [last, first] : [first, last];
  return summariesOf(dbs, dbs.index.getRange({ start, end, reverse: descending, offset, limit }));
}

/** As `Journal.settledPlaces`. */
export function readSettledPlaces(
  dbs: Databases,
  list: SettledList,
  { after = { updated: 0, number: 0 }, limit }: { readonly after?: Place; readonly limit: number },
): Place[] {
  const name = listName(list);
  const keys = dbs.index.getKeys({
    start: settledUpdatedKey(name, after.updated, after.number + 1),
    end: settledUpdatedKey(name, Infinity, 0),
    limit,
  });
  return Array.from(keys, (key) => {
    const [, , updated, number] = key as [string, string, number, number];
    return { updated, number };
  });
}

/** As `Journal.settledAmong`. */
export function settledAmong(
  dbs: Databases,
  places: readonly Place[],
  lists: readonly SettledList[],
): Place[] {
  const names = lists.map(listName);
  return places.filter(({ number }) =>
    names.some((name) => dbs.index.doesExist(settledKey(name, number))),
  );
}

/** As `Journal.settledByWord`. */
export function readSettledByWord(
  dbs: Databases,
  beginning: string,
  { after, limit }: WordRange,
): WordFound[] {
  const found: WordFound[] = [];
  const start = settledWordKey(after?.word ?? beginning, (after?.number ?? 0) + 1);
  for (const { key, value } of dbs.index.getRange({ start, limit })) {
    const [kind, word, number] = key as [string, string, number];
    if (kind !== 'word' || !word.startsWith(beginning)) break;
    for (const summary of summaryOf(dbs, value)) found.push({ word, number, summary });
  }
  return found;
}

/** As `Journal.settledOf`. */
export function readSettledOf(dbs: Databases, numbers: readonly number[]): Summary[] {
  return numbers.flatMap((number) => {
    const id = dbs.index.get(numberKey(number));
    return id === undefined ? [] : summaryOf(dbs, id);
  });
}

/** As `Journal.settledNumbers`. */
export function readSettledNumbers(dbs: Databases, query: SettledQuery): number[] {
  const keys = dbs.index.getKeys(newestFirst(query));
  return Array.from(keys, (key) => (key as [string, string, number])[2]);
}

export function storedCount(dbs: Databases, list: string): number {
  const count = dbs.index.get(settledCountKey(list));
  return count === undefined ? 0 : (decode(count) as number);
}

function summariesOf(dbs: Databases, range: Iterable<{ readonly value: Buffer }>): Summary[] {
  // All ids first: the range is not held open while rows are read.
  const ids = Array.from(range, ({ value }) => value);
  return ids.flatMap((id) => summaryOf(dbs, id));
}

/** One summary; none when the ticket is active. */
function summaryOf(dbs: Databases, id: Buffer): Summary[] {
  const row = dbs.settled.get(decode(id) as string);
  return row === undefined ? [] : [summarize(ticketOf(row))];
}

function newestFirst({ before = Infinity, limit, ...list }: SettledQuery) {
  const name = listName(list);
  return { start: settledKey(name, before - 1), end: settledKey(name, 0), reverse: true, limit };
}
