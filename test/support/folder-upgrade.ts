import {
  openDatabases,
  openFeed,
  openMeta,
  openRoot,
} from '../../server/storage/lmdb/databases.ts';
import { DiskWatch } from '../../server/storage/disk/disk-watch.ts';
import { upgradeFolder } from '../../server/storage/folder/folder-schema.ts';
import { Owner } from '../../server/storage/lmdb/owner.ts';
import { databaseNames } from '../../server/storage/rows/rows.ts';
import type { TestFolder } from './folder.ts';
import { assert } from './suite.ts';

export type Dump = Readonly<Record<string, readonly string[]>>;

/** All that is in a folder, but who has it. */
export async function dump({ path }: TestFolder): Promise<Dump> {
  const root = openRoot(path);
  const meta = openMeta(root);
  const dbs = openDatabases(root, meta);
  const rows = (db: ReturnType<typeof openFeed>) =>
    [...db.getRange({})].map(
      ({ key, value }) => `${JSON.stringify(key)} ${value.toString('base64')}`,
    );
  const all = Object.fromEntries(databaseNames.map((name) => [name, rows(dbs[name])]));
  const schema = [`${meta.get('schema')?.[0]}`];
  const found = { ...all, feed: rows(openFeed(root)), schema };
  await root.close();
  return found;
}

/** The write with this number is the last; `isWritten`: it is on disk, and nobody hears so. */
export async function upgrade(
  { path }: TestFolder,
  cut = { at: Infinity, isWritten: false },
): Promise<{ readonly writes: number; readonly isCut: boolean }> {
  const disk = await DiskWatch.open(path);
  const root = openRoot(path);
  const meta = openMeta(root);
  const dbs = openDatabases(root, meta);
  const owner = Owner.take(meta, disk);
  let writes = 0;
  const write = owner.write.bind(owner);
  owner.write = async (rows) => {
    writes += 1;
    const isWritten = (writes < cut.at || cut.isWritten) && (await write(rows));
    if (writes === cut.at) throw new Error('cut off');
    return isWritten;
  };
  let isCut = false;
  const found = meta.get('schema')![0]!;
  await upgradeFolder(dbs, owner, found, (what, error) => {
    throw new Error(what, { cause: error });
  }).catch((error: Error) => {
    if (error.message !== 'cut off') throw error;
    isCut = true;
  });
  await root.close();
  disk.close();
  return { writes, isCut };
}

/** Cuts the upgrade at each of its writes in turn, goes on, and compares what comes of it. */
export async function cutEverywhere(make: () => Promise<TestFolder>): Promise<number> {
  const whole = await make();
  const { writes } = await upgrade(whole);
  const wanted = await dump(whole);
  for (let at = 1; at <= writes; at += 1) {
    for (const isWritten of [false, true]) {
      const folder = await make();
      assert.ok((await upgrade(folder, { at, isWritten })).isCut);
      // Cut off twice at the same place, too.
      await upgrade(folder, { at: 1, isWritten });
      await upgrade(folder);
      assert.equal(await dump(folder), wanted, `cut at ${at} of ${writes}, ${isWritten}`);
      folder.remove();
    }
  }
  return writes;
}
