import { open, type Database, type Key, type RootDatabase } from 'lmdb';

type Bytes = Database<Buffer>;

/** The LMDB databases of one folder; values are encoded by `codec.ts` or `row.ts`. */
export interface Databases {
  readonly root: RootDatabase<Buffer>;
  /** `schema`, `epoch`, and `owner` with its version. */
  readonly meta: Bytes;
  /** Ticket id → row. The active ones are kept apart, so that a start reads nothing else. */
  readonly active: Bytes;
  readonly settled: Bytes;
  /** Entries and receipts, by ticket (`keys.ts`). */
  readonly tickets: Bytes;
  /** Last offset of a batch → its pointers, flat: ticket, from, to. */
  readonly feed: Bytes;
  /** Last offset of a batch → when it was, and its receipts. */
  readonly expiry: Bytes;
  /** Numbers, tickets that are not active, and how many they are (`keys.ts`). */
  readonly index: Bytes;
  /** [kind, key] → owner. */
  readonly claims: Bytes;
  /** [space, key] → value; the cursors of projectors are in the space `cursor`. */
  readonly records: Bytes;
}

/** One key to be written; `undefined` removes it. */
export interface Write {
  readonly db: Bytes;
  readonly key: Key;
  readonly value: Buffer | undefined;
}

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

export function openDatabases(root: RootDatabase<Buffer>, meta: Bytes): Databases {
  const db = (name: string): Bytes => opened(root.openDB({ name, encoding: 'binary' }));
  return {
    root,
    meta,
    active: db('active'),
    settled: db('settled'),
    tickets: db('tickets'),
    feed: db('feed'),
    expiry: db('expiry'),
    index: db('index'),
    claims: db('claims'),
    records: db('records'),
  };
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
