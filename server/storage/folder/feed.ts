import { Batch, of_all } from '../apply/batch.ts';
import { decode, encode } from '../packed/codec.ts';
import { openFeed, type LmdbDatabases, type LmdbWrite } from '../lmdb/databases.ts';
import { readHistory } from '../rows/history.ts';
import type { Position } from '../log.ts';
import { noticesOf, putNotices } from '../apply/notice-rows.ts';
import type { Owner } from '../lmdb/owner.ts';
import { ticketOf } from '../packed/row.ts';
import type { Rows } from '../rows/rows.ts';
import { storedRow, View } from '../apply/view.ts';

/**
 * Up to schema 3 a folder had a feed of all commits, and each consumer had a cursor in it:
 * `notices` made notices for players, `discord` listed the tickets to synchronise.
 */
type Cursor = 'notices' | 'discord';

/** One commit. */
interface Pointer {
  readonly offset: Position;
  readonly ticket: string;
  /** The support numbers of its entries, both inclusive; `from > to` when it had none. */
  readonly from: number;
  readonly to: number;
}

/** Called with what cannot be read: it gives no notices. */
export type OnUnreadable = (what: string, error: unknown) => void;

/** Rows read and written at once. A full ticket makes 200 notices of one commit. */
const page_commits = 200;
const page_notices = 1_000;
const page_rows = 4_096;

/**
 * Makes notices and due work of the commits after the cursors, then empties the feed. If
 * interrupted, it continues there: a cursor moves in the same write as its results, and the feed is
 * emptied last. Returns what must be written together with the next schema.
 */
export async function upgradeFeed(
  dbs: LmdbDatabases,
  owner: Owner,
  onUnreadable: OnUnreadable,
): Promise<readonly LmdbWrite[]> {
  const upgrade = new FeedUpgrade(dbs, owner, onUnreadable);
  await upgrade.keepPosition();
  await upgrade.makeNotices();
  await upgrade.makeDue();
  await upgrade.emptyFeed();
  return (['notices', 'discord'] as const).map((name) => {
    return { db: dbs.records, key: ['cursor', name], value: undefined };
  });
}

class FeedUpgrade {
  readonly #dbs: LmdbDatabases;
  readonly #feed: LmdbWrite['db'];
  readonly #owner: Owner;
  readonly #view: View;
  readonly #onUnreadable: OnUnreadable;

  constructor(dbs: LmdbDatabases, owner: Owner, onUnreadable: OnUnreadable) {
    this.#dbs = dbs;
    this.#feed = openFeed(dbs.root);
    this.#owner = owner;
    this.#view = new View(dbs);
    this.#onUnreadable = onUnreadable;
  }

  /** Positions continue after the last offset, which in the oldest folders only the feed tells. */
  async keepPosition(): Promise<void> {
    for (const last of this.#feed.getKeys({ reverse: true, limit: 1 })) {
      const position = Math.max(this.#view.storedPosition(), last as Position);
      await this.#write([{ db: this.#dbs.positions, key: of_all, value: encode(position) }]);
    }
  }

  async makeNotices(): Promise<void> {
    await this.#follow('notices', (batch, pointer) => {
      this.#addNotices(batch, pointer);
      return batch.records.size < page_notices;
    });
  }

  async makeDue(): Promise<void> {
    // Where Discord was never set up, there is no work for it.
    if (!this.#dbs.records.doesExist(['discord', 'meta'])) return;
    for (;;) {
      const batch = new Batch(this.#dbs, 0);
      const range = { start: ['discord', 'due/'], end: ['discord', 'due0'], limit: page_rows };
      for (const { key, value } of this.#dbs.records.getRange(range)) {
        const name = (key as [string, string])[1];
        const ticket = name.slice('due/'.length);
        this.#view.putRecord(batch, 'discord', name, undefined);
        this.#view.putDue(batch, 'discord', ticket, decode(value) as Position);
      }
      if (batch.due.size === 0) break;
      await this.#write(batch.finish());
    }
    await this.#follow('discord', (batch, { ticket, offset }) => {
      this.#view.putDue(batch, 'discord', ticket, offset);
      return true;
    });
  }

  async emptyFeed(): Promise<void> {
    for (;;) {
      const keys = [...this.#feed.getKeys({ limit: page_rows })];
      if (keys.length === 0) return;
      await this.#write(keys.map((key) => ({ db: this.#feed, key, value: undefined })));
    }
  }

  /** Passes each commit after a cursor to `take`, which returns whether its page may have more. */
  async #follow(cursor: Cursor, take: (batch: Batch, pointer: Pointer) => boolean): Promise<void> {
    const key = ['cursor', cursor];
    for (;;) {
      const stored = this.#dbs.records.get(key);
      const after = stored === undefined ? 0 : (decode(stored) as Position);
      const batch = new Batch(this.#dbs, 0);
      let reached = after;
      for (const pointer of readFeed(this.#feed, after, page_commits)) {
        reached = pointer.offset;
        if (!take(batch, pointer)) break;
      }
      if (reached === after) return;
      batch.put(this.#dbs.records, key, encode(reached));
      await this.#write(batch.finish());
    }
  }

  #addNotices(batch: Batch, { ticket: id, from, to }: Pointer): void {
    if (from > to) return;
    try {
      const row = storedRow(this.#dbs, id);
      if (row === undefined) return;
      const range = { after: from - 1, before: to + 1, limit: to - from + 1 };
      const events = readHistory(this.#dbs.tickets, id, 'support', range);
      putNotices(this.#view, batch, noticesOf(this.#view, batch, events, ticketOf(row)));
    } catch (error) {
      this.#onUnreadable(`ticket ${id}`, error);
    }
  }

  async #write(writes: readonly unknown[]): Promise<void> {
    await this.#owner.writeFirst(writes as readonly LmdbWrite[]);
  }
}

/** A row holds the pointers of one batch; its key is the offset of the last. */
function readFeed(feed: Rows, after: Position, limit: number): Pointer[] {
  const pointers: Pointer[] = [];
  for (const { key, value } of feed.getRange({ start: after + 1 })) {
    for (const pointer of pointersOf(key as Position, decode(value) as unknown[])) {
      if (pointers.length >= limit) return pointers;
      if (pointer.offset > after) pointers.push(pointer);
    }
  }
  return pointers;
}

/** Flat: offset, ticket, from, to. Released versions omitted the offsets, which had no gaps. */
function pointersOf(last: Position, flat: unknown[]): Pointer[] {
  const isReleased = typeof flat[0] === 'string';
  const width = isReleased ? 3 : 4;
  const count = flat.length / width;
  return Array.from({ length: count }, (_, i) => {
    const values = flat.slice(i * width, (i + 1) * width);
    const [offset, ticket, from, to] = isReleased ? [last - count + 1 + i, ...values] : values;
    return { offset, ticket, from, to } as Pointer;
  });
}
