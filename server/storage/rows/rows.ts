import type { Key } from 'lmdb';

/**
 * One ordered collection of keys and values, as the tables are read from, such as an LMDB database.
 */
export interface Rows {
  get(key: Key): Buffer | undefined;
  doesExist(key: Key): boolean;
  getRange(range: RowRange): Iterable<{ readonly key: Key; readonly value: Buffer }>;
  getKeys(range: RowRange): Iterable<Key>;
}

/** `start` is inclusive by default, `end` is exclusive. With `reverse`, `start` is the highest. */
export interface RowRange {
  readonly start?: Key;
  readonly exclusiveStart?: boolean;
  readonly end?: Key;
  readonly reverse?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

/** One key to be written; `undefined` removes it. */
export interface Write<R extends Rows = Rows> {
  readonly db: R;
  readonly key: Key;
  readonly value: Buffer | undefined;
}

/** The collections of one folder; values are encoded by `codec.ts` or `row.ts`. */
export interface Databases<R extends Rows = Rows> {
  /** Ticket id → row, of active tickets. They are separate, so that a start reads nothing else. */
  readonly active: R;
  /** The same of closed tickets, by the name that is stored. */
  readonly settled: R;
  /** Entries and receipts, by ticket (`keys.ts`). */
  readonly tickets: R;
  /** Last position of a batch → when it was, and its receipts. */
  readonly expiry: R;
  /** Ticket numbers, and lists of closed tickets (`keys.ts`). */
  readonly index: R;
  /** [space, key] → value. */
  readonly records: R;
  /** Subject → position of its last entry; that of a ticket stands in its row. '' → of all. */
  readonly positions: R;
  /** Due work: [work, key] → position of the last entry that made it due. */
  readonly due: R;
  /** From earlier versions; nothing is added. */
  readonly claims: R;
}

export const databaseNames = [
  'active',
  'settled',
  'tickets',
  'expiry',
  'index',
  'records',
  'positions',
  'due',
  'claims',
] as const satisfies ReadonlyArray<keyof Databases>;
