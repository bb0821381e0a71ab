import { open, type Database, type RootDatabase } from 'lmdb';
import { databaseNames, type Databases, type Write } from '../rows/rows.ts';

type Bytes = Database<Buffer>;

/** The LMDB databases of one folder. */
export interface LmdbDatabases extends Databases<Bytes> {
  readonly root: RootDatabase<Buffer>;
  /** `schema`, `epoch`, and `owner` with its version. */
  readonly meta: Bytes;
}

/** Any of them, `meta` too. */
export type LmdbWrite = Write<Bytes>;

const databases_max = 16;

/** Opens the environment; the databases follow once the folder is known to be ours to read. */
export function openRoot(folder: string, readOnly = false): RootDatabase<Buffer> {
  return open<Buffer>({
    path: folder,
    readOnly,
    noSubdir: false,
    encoding: 'binary',
    maxDbs: databases_max,
    // Off, an awaited write is on disk, and one whose flush failed is not seen by any reader.
    overlappingSync: false,
    // On, lmdb puts each batch in one more of its own, whose promise nobody can reach to hear it fail.
    eventTurnBatching: false,
  });
}

export function openMeta(root: RootDatabase<Buffer>): Bytes {
  return opened(root.openDB({ name: 'meta', encoding: 'binary', useVersions: true }));
}

export function openDatabases(root: RootDatabase<Buffer>, meta: Bytes): LmdbDatabases {
  const named = databaseNames.map((name) => {
    return [name, opened(root.openDB({ name, encoding: 'binary' }))] as const;
  });
  return { root, meta, ...(Object.fromEntries(named) as unknown as Databases<Bytes>) };
}

/** What versions up to folder schema 3 kept, which an upgrade empties. */
export function openFeed(root: RootDatabase<Buffer>): Bytes {
  return opened(root.openDB({ name: 'feed', encoding: 'binary' }));
}

/** What lmdb gives for a database that is not there and that it may not make, against its own types. */
function opened(db: Bytes | undefined): Bytes {
  if (db === undefined) throw new Error('data.mdb does not hold what it should');
  return db;
}

/**
 * After a read failed: without this, lmdb goes on with the transaction that failed, and nothing at all
 * can be read any more. Not in its types; `reset` alone shares the failed one again.
 */
export function dropReadTransaction(root: RootDatabase<Buffer>): void {
  (root as unknown as { _commitReadTxn(): void })._commitReadTxn();
}
