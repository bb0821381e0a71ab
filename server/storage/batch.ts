import type { Head } from '../../actors/runtime/store.ts';
import type { Key } from 'lmdb';
import { encode } from './codec.ts';
import type { Databases, Write } from './databases.ts';

/**
 * What one flush will write. While it is put together nothing is under way, so what is on disk and
 * what is in here are together the whole truth: jobs look in both.
 */
export class Batch {
  /** Heads, owners of claims and counts as they will be once this is on disk. */
  readonly heads = new Map<string, Head>();
  readonly owners = new Map<string, string>();
  readonly counts = new Map<string, number>();
  readonly #dbs: Databases;
  readonly #writes: Write[] = [];
  #lastOffset: number;
  readonly #pointers: unknown[] = [];
  readonly #receipts: string[] = [];
  #receiptsAt = 0;

  constructor(dbs: Databases, lastOffset: number) {
    this.#dbs = dbs;
    this.#lastOffset = lastOffset;
  }

  get lastOffset(): number {
    return this.#lastOffset;
  }

  put(db: Write['db'], key: Key, value: Buffer): void {
    this.#writes.push({ db, key, value });
  }

  remove(db: Write['db'], key: Key): void {
    this.#writes.push({ db, key, value: undefined });
  }

  add(writes: readonly Write[]): void {
    for (const write of writes) this.#writes.push(write);
  }

  /** Gives this commit its offset. */
  point(ticket: string, from: number, to: number): number {
    this.#pointers.push(ticket, from, to);
    this.#lastOffset += 1;
    return this.#lastOffset;
  }

  /** Will be forgotten 24 h after `at`. */
  expire(ticket: string, key: string, at: number): void {
    this.#receipts.push(ticket, key);
    this.#receiptsAt = Math.max(this.#receiptsAt, at);
  }

  /** Whether it adds to the feed. */
  get fed(): boolean {
    return this.#pointers.length > 0;
  }

  /** With what all commits share: one row of the feed, and one that says when receipts end. */
  finish(): readonly Write[] {
    if (this.fed) this.put(this.#dbs.feed, this.#lastOffset, encode(this.#pointers));
    if (this.#receipts.length > 0) {
      const expiry: Expiry = { at: this.#receiptsAt, receipts: this.#receipts };
      this.put(this.#dbs.expiry, this.#lastOffset, encode(expiry));
    }
    return this.#writes;
  }
}

/** A row of `expiry`; `receipts` is flat: ticket, key. */
export interface Expiry {
  readonly at: number;
  readonly receipts: readonly string[];
}
