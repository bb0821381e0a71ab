import type { Key } from 'lmdb';
import type { Place } from '../../actors/queue/sort.ts';
import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import { decode } from './codec.ts';
import type { Databases } from './rows.ts';
import type {
  PlacesRange,
  SettledList,
  SettledQuery,
  SettledWindow,
  WordPlace,
  WordRange,
} from './tables.ts';
import {
  numberKey,
  settledCountKey,
  settledKey,
  settledUpdatedKey,
  settledWordKey,
} from './keys.ts';
import { ticketOf } from './row.ts';
import { listName } from './settled-lists.ts';

/** As `Storage.settled`. */
export function readSettled(dbs: Databases, query: SettledQuery): Summary[] {
  const range = dbs.index.getRange(newestFirst(query));
  return summariesOf(dbs, range);
}

/** As `Storage.settledWindow`. */
export function readSettledWindow(
  dbs: Databases,
  list: SettledList,
  { by, descending, offset, limit }: SettledWindow,
): Summary[] {
  const name = listName(list);
  // An index row behind the last one of the list belongs to another list.
  const total = storedCount(dbs, name);
  const rows = Math.min(limit, total - offset);
  if (rows <= 0) return [];
  const behind = total - offset - rows;
  const isNearer = offset <= behind;
  const range = dbs.index.getRange({
    ...placesRange(name, by, descending === isNearer),
    offset: isNearer ? offset : behind,
    limit: rows,
  });
  const summaries = summariesOf(dbs, range);
  return isNearer ? summaries : summaries.toReversed();
}

/** As `Storage.settledPlaces`. */
export function readSettledPlaces(
  dbs: Databases,
  list: SettledList,
  { by = 'updated', descending = false, after, skip = 0, limit }: PlacesRange,
): Place[] {
  const range = placesRange(listName(list), by, descending, after);
  const keys = dbs.index.getKeys({ ...range, offset: skip, limit });
  return Array.from(keys, (key) => placeIn(by, key as PlaceKey));
}

/** As `Storage.settledAmong`. */
export function settledAmong(
  dbs: Databases,
  numbers: readonly number[],
  lists: readonly SettledList[],
): number[] {
  const names = lists.map(listName);
  return numbers.filter((number) =>
    names.some((name) => dbs.index.doesExist(settledKey(name, number))),
  );
}

/** As `Storage.settledByWord`. */
export function readSettledByWord(
  dbs: Databases,
  beginning: string,
  { after, limit }: WordRange,
): WordPlace[] {
  const found: WordPlace[] = [];
  const start = settledWordKey(after?.word ?? beginning, (after?.number ?? 0) + 1);
  for (const key of dbs.index.getKeys({ start, limit })) {
    const [kind, word, number] = key as [string, string, number];
    if (kind !== 'word' || !word.startsWith(beginning)) break;
    found.push({ word, number });
  }
  return found;
}

/** As `Storage.settledOf`. */
export function readSettledOf(dbs: Databases, numbers: readonly number[]): Summary[] {
  return numbers.flatMap((number) => {
    const id = dbs.index.get(numberKey(number));
    return id === undefined ? [] : summaryOf(dbs, id);
  });
}

/** As `Storage.settledNumbers`. */
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

type Order = SettledWindow['by'];
type PlaceKey = [string, string, number, number];

/** The keys of a list in one of its orders, behind the place `after`. */
function placesRange(name: string, by: Order, descending: boolean, after?: Place) {
  const step = descending ? -1 : 1;
  const keyOf = (place: Place): Key =>
    by === 'number'
      ? settledKey(name, place.number)
      : settledUpdatedKey(name, place.updated, place.number);
  const first = descending ? { updated: Infinity, number: Infinity } : { updated: -1, number: 0 };
  const last = descending ? { updated: -1, number: 0 } : { updated: Infinity, number: Infinity };
  const start = after === undefined ? first : { ...after, number: after.number + step };
  return { start: keyOf(start), end: keyOf(last), reverse: descending };
}

function placeIn(by: Order, key: PlaceKey): Place {
  return by === 'number' ? { updated: 0, number: key[2] } : { updated: key[2], number: key[3] };
}

function newestFirst({ before = Infinity, limit, ...list }: SettledQuery) {
  const name = listName(list);
  return { start: settledKey(name, before - 1), end: settledKey(name, 0), reverse: true, limit };
}
