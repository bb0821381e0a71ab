import { join } from 'node:path';
import { open, type Database } from 'lmdb';
import { putsOf, type StoredPost, type Work } from '../work.ts';
import type { Store } from './store.ts';

const databases_max = 64;
const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;

/** LMDB and nothing around it, with the options that Shardbell opens it with. */
export function openLmdbStore(folder: string, work: Work): Store {
  const root = open<Buffer, Buffer>({
    path: join(folder, 'lmdb'),
    noSubdir: false,
    maxDbs: databases_max,
    overlappingSync: false,
    ...binary,
  });
  const names = new Set(work.map((kind) => kind.db));
  const dbs = new Map<string, Database<Buffer, Buffer>>();
  for (const name of names) dbs.set(name, root.openDB({ name, ...binary }));
  return {
    async write(posts: readonly StoredPost[]) {
      const puts = putsOf(work, posts);
      await root.batch(() => {
        for (const { db, key, value } of puts) void dbs.get(db)!.put(key, value);
      });
    },
    close: () => root.close(),
  };
}
