import type { Database, Key, Transaction } from 'lmdb';
import { databaseNames, type Databases, type RowRange, type Rows } from '../rows/rows.ts';

/** Rows of an LMDB database as they are at one moment, whatever is written meanwhile. */
class PinnedRows implements Rows {
  readonly #db: Database<Buffer>;
  readonly #transaction: Transaction;

  constructor(db: Database<Buffer>, transaction: Transaction) {
    this.#db = db;
    this.#transaction = transaction;
  }

  get(key: Key): Buffer | undefined {
    return this.#db.get(key, { transaction: this.#transaction });
  }

  doesExist(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  getRange(range: RowRange): Iterable<{ readonly key: Key; readonly value: Buffer }> {
    return this.#db.getRange({ ...range, transaction: this.#transaction });
  }

  getKeys(range: RowRange): Iterable<Key> {
    return this.#db.getKeys({ ...range, transaction: this.#transaction });
  }
}

export function pinned(dbs: Databases<Database<Buffer>>, transaction: Transaction): Databases {
  const made = databaseNames.map((name) => [name, new PinnedRows(dbs[name], transaction)] as const);
  return Object.fromEntries(made) as unknown as Databases;
}
