import type { Key } from 'lmdb';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Applied } from '../applied.ts';
import { encode } from '../packed/codec.ts';
import type { Work } from '../due.ts';
import type { LogEntry, Position } from '../log.ts';
import type { TableSpace } from '../record.ts';
import { encodeRow } from '../packed/row.ts';
import type { Databases, Write } from '../rows/rows.ts';
import { TreeChanges } from '../lists/tree-changes.ts';

/**
 * What one flush will write. No other write is under way while it is built, so the tables and this
 * batch together are the current state; readers look in both.
 */
export class Batch {
  /** Tickets as they will be once this is on disk. */
  readonly tickets = new Map<string, { readonly position: Position; readonly ticket: Ticket }>();
  /** Tickets that will not be there any more. */
  readonly removed = new Set<string>();
  readonly positions = new Map<string, Position>();
  readonly trees = new TreeChanges();
  /** By `recordName`; undefined is removed. */
  readonly records = new Map<string, Buffer | undefined>();
  /** Keys of the notices of an account, the oldest first. */
  readonly notices = new Map<string, string[]>();
  /** By `dueName`; 0 is due no more. */
  readonly due = new Map<string, Position>();
  /** Its entries in their order, and what each came to. */
  readonly entries: Array<{ readonly entry: LogEntry; readonly applied: Applied }> = [];
  readonly #dbs: Databases;
  readonly #writes: Write[] = [];
  #last: Position;
  readonly #receipts: string[] = [];
  #receiptsAt = 0;

  constructor(dbs: Databases, last: Position) {
    this.#dbs = dbs;
    this.#last = last;
  }

  get last(): Position {
    return this.#last;
  }

  put(db: Write['db'], key: Key, value: Buffer): void {
    this.#writes.push({ db, key, value });
  }

  remove(db: Write['db'], key: Key): void {
    this.#writes.push({ db, key, value: undefined });
  }

  /** The snapshot of a ticket, and the position of its last entry. */
  putTicket(db: Write['db'], position: Position, ticket: Ticket): void {
    this.tickets.set(ticket.id, { position, ticket });
    this.put(db, ticket.id, encodeRow(position, ticket));
  }

  removeTicket(db: Write['db'], id: string): void {
    this.removed.add(id);
    this.remove(db, id);
  }

  /** Adds the changed nodes of lists. */
  putTrees(): void {
    for (const { db, key, value } of this.trees.writes(this.#dbs)) {
      if (value === undefined) this.remove(db, key);
      else this.put(db, key, value);
    }
  }

  /** The position of the next entry. It is never used again. */
  next(): Position {
    this.#last += 1;
    return this.#last;
  }

  /** The receipt will be deleted 24 h after `at`. */
  expire(ticket: string, key: string, at: number): void {
    this.#receipts.push(ticket, key);
    this.#receiptsAt = Math.max(this.#receiptsAt, at);
  }

  /**
   * Adds what all entries share: changed lists, the position, and one row with the time when
   * receipts end.
   */
  finish(): readonly Write[] {
    this.putTrees();
    if (this.entries.length > 0) this.put(this.#dbs.positions, of_all, encode(this.#last));
    if (this.#receipts.length > 0) {
      const expiry: Expiry = { at: this.#receiptsAt, receipts: this.#receipts };
      this.put(this.#dbs.expiry, this.#last, encode(expiry));
    }
    return this.#writes;
  }
}

export const recordName = (space: TableSpace, key: string): string => `${space}/${key}`;
export const dueName = (work: Work, key: string): string => `${work}/${key}`;

/** The key in `positions` of the last applied position; no subject has this name. */
export const of_all = '';

/** A row of `expiry`; `receipts` is flat: ticket, key. */
export interface Expiry {
  readonly at: number;
  readonly receipts: readonly string[];
}
