import type { Key } from 'lmdb';
import type { ClosedPlace } from '../../../actors/queue/sort.ts';
import { summarize, type Summary } from '../../../actors/ticket/summary.ts';
import { decode } from '../packed/codec.ts';
import { countOf, isIn, rankOf, root_id, visit } from './counted-tree.ts';
import {
  kindOf,
  numberEntry,
  numberIn,
  placeEntry,
  placeIn,
  rememberedTree,
  storedTree,
  type Order,
} from './list-trees.ts';
import type { Databases, RowRange } from '../rows/rows.ts';
import type {
  PlacesRange,
  ClosedList,
  ClosedQuery,
  ClosedWindow,
  WordPlace,
  WordRange,
} from '../tables.ts';
import { numberKey, treeKey, kindEnd, type TreeKind } from '../rows/keys.ts';
import { ticketOf } from '../packed/row.ts';
import { listName } from './list-names.ts';

/** Words read at once; most have few tickets. */
const page_words = 32;

/** As `Tables.closedTickets`. */
export function readClosed(dbs: Databases, query: ClosedQuery): Summary[] {
  return readClosedOf(dbs, readClosedNumbers(dbs, query));
}

/** As `Tables.closedWindow`. */
export function readClosedWindow(
  dbs: Databases,
  list: ClosedList,
  { by, descending, offset, limit }: ClosedWindow,
): Summary[] {
  const places = readClosedPlaces(dbs, list, { by, descending, skip: offset, limit });
  return readClosedOf(
    dbs,
    places.map(({ number }) => number),
  );
}

/** As `Tables.closedPlaces`. */
export function readClosedPlaces(
  dbs: Databases,
  list: ClosedList,
  { by = 'updated', descending = false, after, skip = 0, limit }: PlacesRange,
): ClosedPlace[] {
  const tree = storedTree(dbs, kindOf[by], listName(list));
  const places: ClosedPlace[] = [];
  const take = (bytes: Buffer, at: number): void => void places.push(placeIn(by, bytes, at));
  if (descending) {
    const to = (after === undefined ? countOf(tree) : rankOf(tree, placeEntry(by, after))) - skip;
    visit(tree, to - limit, to, take);
    return places.toReversed();
  }
  const from = after === undefined ? 0 : rankOf(tree, entryBehind(by, after));
  visit(tree, from + skip, from + skip + limit, take);
  return places;
}

/** As `Tables.closedAmong`. */
export function closedAmong(
  dbs: Databases,
  numbers: readonly number[],
  lists: readonly ClosedList[],
): number[] {
  const trees = lists.map((list) => rememberedTree(dbs, kindOf.number, listName(list)));
  return numbers.filter((number) => {
    const entry = numberEntry(number);
    return trees.some((tree) => isIn(tree, entry));
  });
}

/** As `Tables.closedByWord`. */
export function readClosedByWord(
  dbs: Databases,
  beginning: string,
  { after, limit }: WordRange,
): WordPlace[] {
  const found: WordPlace[] = [];
  let start: Key = treeKey('w', after?.word ?? beginning, root_id);
  for (let exclusiveStart = false; ; exclusiveStart = true) {
    const range: RowRange = { start, exclusiveStart, end: kindEnd('w'), limit: page_words };
    const keys: Key[] = [...dbs.index.getKeys(range)];
    for (const key of keys) {
      const word = (key as [TreeKind, string])[1];
      if (!word.startsWith(beginning)) return found;
      const tree = storedTree(dbs, 'w', word);
      const first = word === after?.word ? rankOf(tree, numberEntry(after.number + 1)) : 0;
      visit(tree, first, first + limit - found.length, (bytes, at) => {
        found.push({ word, number: numberIn(bytes, at) });
      });
      if (found.length === limit) return found;
    }
    if (keys.length < page_words) return found;
    start = keys.at(-1)!;
  }
}

/** As `Tables.closedOf`. */
export function readClosedOf(dbs: Databases, numbers: readonly number[]): Summary[] {
  return numbers.flatMap((number) => {
    const id = dbs.index.get(numberKey(number));
    return id === undefined ? [] : summaryOf(dbs, id);
  });
}

/** As `Tables.closedNumbers`. */
export function readClosedNumbers(
  dbs: Databases,
  { before, limit, ...list }: ClosedQuery,
): number[] {
  const behind = before === undefined ? {} : { after: { updated: 0, number: before } };
  const places = readClosedPlaces(dbs, list, { by: 'number', descending: true, ...behind, limit });
  return places.map(({ number }) => number);
}

/** As `Tables.closedCount`. */
export function readClosedCount(dbs: Databases, list: ClosedList): number {
  return countOf(storedTree(dbs, kindOf.number, listName(list)));
}

/** One summary; none when the ticket is active. */
function summaryOf(dbs: Databases, id: Buffer): Summary[] {
  const row = dbs.settled.get(decode(id) as string);
  return row === undefined ? [] : [summarize(ticketOf(row))];
}

/** The lowest entry after a place. */
function entryBehind(by: Order, { updated, number }: ClosedPlace): Buffer {
  return placeEntry(by, { updated, number: number + 1 });
}
