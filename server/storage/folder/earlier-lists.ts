import type { Key } from 'lmdb';
import { summarize, type Summary } from '../../../actors/ticket/summary.ts';
import { wordsOf } from '../../../protocol/words.ts';
import { encode } from '../packed/codec.ts';
import { addTo, type WritableTree } from '../lists/counted-tree-write.ts';
import type { LmdbDatabases, LmdbWrite } from '../lmdb/databases.ts';
import { kindEnd, treeKinds, type TreeKind } from '../rows/keys.ts';
import { kindOf, numberEntry, placeEntry, storedNode } from '../lists/list-trees.ts';
import type { Owner } from '../lmdb/owner.ts';
import { ticketOf } from '../packed/row.ts';
import type { RowRange } from '../rows/rows.ts';
import { isActiveSummary, listsOf } from '../lists/list-names.ts';
import { TreeChanges } from '../lists/tree-changes.ts';

/**
 * Up to schema 4 a closed ticket had a key for each list, in both orders, and for each word, with
 * its id as the value; and each list had a count.
 */
const earlierKey = {
  number: (list: string, number: number) => ['settled', list, number],
  updated: (list: string, updated: number, number: number) => ['updated', list, updated, number],
  word: (word: string, number: number) => ['word', word, number],
};
const earlierKinds = ['settled', 'updated', 'word', 'count'] as const;

/** Rows that are read at once, and whose lists are written at once. */
const page_rows = 256;
const page_keys = 4_096;

/** All such keys of a ticket; none while it is active. */
export function earlierKeys(summary: Summary): Key[] {
  const { number, updated, subject } = summary;
  const keys: Key[] = [...listsOf(summary)].flatMap((list) => [
    earlierKey.number(list, number),
    earlierKey.updated(list, updated, number),
  ]);
  if (isActiveSummary(summary)) return keys;
  return [...keys, ...wordsOf(subject).map((word) => earlierKey.word(word, number))];
}

/** Up to schema 2 some lists were missing, and words were folded otherwise. */
export async function completeEarlierLists(dbs: LmdbDatabases, owner: Owner): Promise<void> {
  // Later it would be unknown which of them to remove.
  await removeKinds(dbs, owner, ['word']);
  for (const page of closedPages(dbs)) {
    const writes = page.flatMap((summary) =>
      earlierKeys(summary).map((key): LmdbWrite => {
        return { db: dbs.index, key, value: encode(summary.id) };
      }),
    );
    await owner.writeFirst(writes);
  }
}

/**
 * Builds the present lists from those keys, in their order, with only a page of them in memory.
 * Lists from an earlier attempt are removed first, as they may be out of date.
 */
export async function makeLists(dbs: LmdbDatabases, owner: Owner): Promise<void> {
  await removeKinds(
    dbs,
    owner,
    treeKinds.flatMap((kind) => [kind, `${kind}+`]),
  );
  await makeTrees(dbs, owner, 'settled', ([, list, number]) => [
    kindOf.number,
    list,
    numberEntry(number),
  ]);
  await makeTrees(dbs, owner, 'updated', ([, list, updated, number]) => [
    kindOf.updated,
    list,
    placeEntry('updated', { updated, number: number! }),
  ]);
  await makeTrees(dbs, owner, 'word', ([, word, number]) => ['w', word, numberEntry(number)]);
}

/**
 * Called once the folder has its new schema, since an earlier version needs these keys. If
 * interrupted, it continues at the next start.
 */
export async function removeEarlierLists(dbs: LmdbDatabases, owner: Owner): Promise<void> {
  await removeKinds(dbs, owner, earlierKinds);
}

type EarlierKey = readonly [kind: string, name: string, first: number, second?: number];
type Placed = readonly [kind: TreeKind, name: string, entry: Buffer];

async function makeTrees(
  dbs: LmdbDatabases,
  owner: Owner,
  kind: (typeof earlierKinds)[number],
  placed: (key: EarlierKey) => Placed,
): Promise<void> {
  let start: Key = [kind];
  for (let exclusiveStart = false; ; exclusiveStart = true) {
    const range: RowRange = { start, exclusiveStart, end: kindEnd(kind), limit: page_keys };
    const keys: Key[] = [...dbs.index.getKeys(range)];
    if (keys.length === 0) return;
    const changes = new TreeChanges();
    const trees = new Map<string, WritableTree>();
    for (const key of keys) {
      const [to, name, entry] = placed(key as unknown as EarlierKey);
      let tree = trees.get(name);
      if (tree === undefined) {
        tree = changes.tree(to, name, (id) => storedNode(dbs, to, name, id));
        trees.set(name, tree);
      }
      addTo(tree, entry);
    }
    await owner.writeFirst(changes.writes(dbs));
    start = keys.at(-1)!;
  }
}

async function removeKinds(
  dbs: LmdbDatabases,
  owner: Owner,
  kinds: readonly string[],
): Promise<void> {
  for (const kind of kinds) {
    for (;;) {
      const range = dbs.index.getKeys({ start: [kind], end: kindEnd(kind), limit: page_keys });
      const writes = Array.from(range, (key): LmdbWrite => {
        return { db: dbs.index, key, value: undefined };
      });
      if (writes.length === 0) break;
      await owner.writeFirst(writes);
    }
  }
}

function* closedPages(dbs: LmdbDatabases): Generator<Summary[]> {
  let last: string | undefined;
  let page: Summary[];
  do {
    const range = dbs.settled.getRange({
      ...(last === undefined ? {} : { start: last, exclusiveStart: true }),
      limit: page_rows,
    });
    page = Array.from(range, ({ value }) => summarize(ticketOf(value)));
    yield page;
    last = page.at(-1)?.id;
  } while (page.length === page_rows);
}
