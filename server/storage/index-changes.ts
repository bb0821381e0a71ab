import type { Key } from 'lmdb';
import type { Summary } from '../../actors/ticket/summary.ts';
import { wordsOf } from '../../protocol/words.ts';
import { settledKey, settledUpdatedKey, settledWordKey } from './keys.ts';
import { isActiveSummary, listsOf } from './settled-lists.ts';

/** What a commit changes in the index of tickets that are not active any more. */
export interface IndexChanges {
  /** Names of the lists that the ticket enters or leaves. */
  readonly entered: readonly string[];
  readonly left: readonly string[];
  /** Keys in `index` that it gets or loses. */
  readonly put: readonly Key[];
  readonly removed: readonly Key[];
}

export function indexChanges(before: Summary | null, after: Summary): IndexChanges {
  const had = before === null ? new Set<string>() : listsOf(before);
  const has = listsOf(after);
  const old = before === null ? new Map<string, Key>() : settledKeys(before);
  const now = settledKeys(after);
  return {
    entered: [...has].filter((list) => !had.has(list)),
    left: [...had].filter((list) => !has.has(list)),
    put: [...now].flatMap(([text, key]) => (old.has(text) ? [] : [key])),
    removed: [...old].flatMap(([text, key]) => (now.has(text) ? [] : [key])),
  };
}

/** Every key under which a ticket is found, by its text; none while it is active. */
export function settledKeys(summary: Summary): Map<string, Key> {
  const { number, updated } = summary;
  const keys: Key[] = [];
  for (const list of listsOf(summary)) {
    keys.push(settledKey(list, number), settledUpdatedKey(list, updated, number));
  }
  if (!isActiveSummary(summary)) {
    for (const word of wordsOf(summary.subject)) keys.push(settledWordKey(word, number));
  }
  return new Map(keys.map((key) => [JSON.stringify(key), key]));
}
