import type { Summary } from '../../../actors/ticket/summary.ts';
import { wordsOf } from '../../../protocol/words.ts';
import { isActiveSummary, listsOf } from '../lists/list-names.ts';
import { numberEntry, placeEntry } from '../lists/list-trees.ts';
import type { TreeKind } from '../rows/keys.ts';

/** A list as it is told from all others, of any kind. */
export const listKey = (kind: TreeKind, name: string): string => `${kind} ${name}`;

/** Where a ticket belongs: each list that has it, and what stands there. */
export function placesOf(summary: Summary): ReadonlyArray<{ list: string; entry: Buffer }> {
  if (isActiveSummary(summary)) return [];
  const { number, updated, subject } = summary;
  const numbered = numberEntry(number);
  const placed = placeEntry('updated', { number, updated });
  return [
    ...[...listsOf(summary)].flatMap((name) => [
      { list: listKey('n', name), entry: numbered },
      { list: listKey('u', name), entry: placed },
    ]),
    ...[...new Set(wordsOf(subject))].map((word) => ({
      list: listKey('w', word),
      entry: numbered,
    })),
  ];
}

/** For the operator. */
export function sayList(list: string): string {
  const name = list.slice(2);
  switch (list[0]) {
    case 'w':
      return `The word "${name}"`;
    case 'u':
      return `The list ${name === '' ? 'of all closed tickets' : `"${name}"`} by its last change`;
    default:
      return `The list ${name === '' ? 'of all closed tickets' : `"${name}"`} by number`;
  }
}
