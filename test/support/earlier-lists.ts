import type { Key } from 'lmdb';
import { countOf, visit } from '../../server/storage/lists/counted-tree.ts';
import { encode } from '../../server/storage/packed/codec.ts';
import { openDatabases, openMeta, openRoot } from '../../server/storage/lmdb/databases.ts';
import { kindEnd, numberKey, treeKinds, type TreeKind } from '../../server/storage/rows/keys.ts';
import { numberIn, placeIn, storedTree } from '../../server/storage/lists/list-trees.ts';
import { MemoryRows } from '../../server/storage/tables/memory-rows.ts';
import type { Databases } from '../../server/storage/rows/rows.ts';

/** The lists of a folder as versions up to schema 4 had them in `index`: a key for each place. */
export function earlierIndex(dbs: Databases): MemoryRows {
  const rows = new MemoryRows();
  const idOf = (number: number): Buffer => dbs.index.get(numberKey(number))!;
  for (const { key, value } of dbs.index.getRange({
    start: ['number'],
    end: ['number', Infinity],
  })) {
    rows.put(key, value);
  }
  for (const kind of treeKinds) {
    for (const key of dbs.index.getKeys({ start: [kind], end: kindEnd(kind) })) {
      const name = (key as [TreeKind, string])[1];
      const tree = storedTree(dbs, kind, name);
      const count = countOf(tree);
      visit(tree, 0, count, (bytes, at) => {
        const [place, number] = earlierKey(kind, name, bytes, at);
        rows.put(place, idOf(number));
      });
      if (kind === 'n') rows.put(['count', name], encode(count));
    }
  }
  return rows;
}

function earlierKey(kind: TreeKind, name: string, bytes: Buffer, at: number): [Key, number] {
  const number = numberIn(bytes, at);
  switch (kind) {
    case 'n':
      return [['settled', name, number], number];
    case 'w':
      return [['word', name, number], number];
    case 'u': {
      const place = placeIn('updated', bytes, at);
      return [['updated', name, place.updated, place.number], place.number];
    }
  }
}

/** Makes a folder that nobody has open into what a version with this schema left. */
export async function makeEarlier(
  path: string,
  schema: number,
  isThere: (key: Key) => boolean = () => true,
): Promise<void> {
  const root = openRoot(path);
  const meta = openMeta(root);
  const dbs = openDatabases(root, meta);
  const earlier = [...earlierIndex(dbs).getRange({})];
  await root.transaction(() => {
    for (const key of [...dbs.index.getKeys({})]) void dbs.index.remove(key);
    for (const { key, value } of earlier) if (isThere(key)) void dbs.index.put(key, value);
    void meta.put('schema', Buffer.from([schema]), 1);
    // That it has a log in files.
    void meta.remove('log');
  });
  await root.close();
}
