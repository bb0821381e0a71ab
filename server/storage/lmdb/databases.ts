import { open, type Database, type RootDatabase } from 'lmdb';
import { databaseNames, type Databases, type Write } from '../rows/rows.ts';

type Bytes = Database<Buffer>;

/** The LMDB databases of one folder. */
export interface LmdbDatabases extends Databases<Bytes> {
  readonly root: RootDatabase<Buffer>;
  /** `schema`, `epoch`, `log`, `owner` with its version, and `origin` once it was restored. */
  readonly meta: Bytes;
}

/** Any of them, `meta` too. */
export type LmdbWrite = Write<Bytes>;

const databases_max = 16;

/** Opens the environment. The databases follow once the schema of the folder is known. */
export function openRoot(folder: string, readOnly = false): RootDatabase<Buffer> {
  return open<Buffer>({
    path: folder,
    readOnly,
    noSubdir: false,
    encoding: 'binary',
    maxDbs: databases_max,
    // With this off, an awaited write is on disk, and readers do not see one whose flush failed.
    overlappingSync: false,
    // With this on, lmdb wraps each batch in another one, whose failure nobody could handle.
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

/** The feed of versions up to folder schema 3, which an upgrade empties. */
export function openFeed(root: RootDatabase<Buffer>): Bytes {
  return opened(root.openDB({ name: 'feed', encoding: 'binary' }));
}

/** Against its types, lmdb returns undefined for a missing database that it may not create. */
function opened(db: Bytes | undefined): Bytes {
  if (db === undefined) throw new Error('data.mdb does not hold what it should');
  return db;
}

/**
 * To be called after a read failed: otherwise lmdb reuses the failed transaction, and nothing can
 * be read any more. It is not in the types of lmdb; `reset` alone would share the failed
 * transaction again.
 */
export function dropReadTransaction(root: RootDatabase<Buffer>): void {
  (root as unknown as { _commitReadTxn(): void })._commitReadTxn();
}
