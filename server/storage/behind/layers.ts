import { of_all, type Expiry } from '../apply/batch.ts';
import { encode } from '../packed/codec.ts';
import type { LogEntry, Position } from '../log.ts';
import { databaseNames, type Databases } from '../rows/rows.ts';
import { pendingLimits } from './table-writer-limits.ts';
import type { Amount, Layer, OpenLayers, PendingValue, PendingWrite } from './pending.ts';
import { PendingRows } from './pending-rows.ts';

/** A key as it was before the current entry. */
interface Before {
  readonly write: PendingWrite;
  readonly value: PendingValue;
  /** What that write replaced; null where it only got another value. */
  readonly replaced: PendingWrite | undefined | null;
}

/**
 * What is not in LMDB yet, in layers. New writes go to the last one; those before it wait to be
 * written, or are being written, one after the other. Every read goes through `dbs` and sees all of
 * them.
 */
export class Layers implements OpenLayers {
  readonly dbs: Databases<PendingRows>;
  readonly #amount: Amount = emptyAmount();
  readonly #sealed: Layer[] = [];
  #open: Layer;
  #receipts: string[] = [];
  #receiptsAt = 0;
  /** Position of the entry before the last. */
  #receiptsAfter: Position = 0;
  /** Former values for the entry that is being applied; undefined between entries. */
  #before: Before[] | undefined;
  #begun = { receipts: this.#receipts, count: 0, at: 0, after: 0 };

  /** `position`: the position up to which all is in LMDB. */
  constructor(base: Databases, position: Position) {
    this.#open = emptyLayer(position);
    const rows = databaseNames.map((name) => [name, new PendingRows(base[name], this)] as const);
    this.dbs = Object.fromEntries(rows) as unknown as Databases<PendingRows>;
  }

  /** Called after the folder was reopened. */
  rebase(base: Databases): void {
    for (const name of databaseNames) this.dbs[name].base = base[name];
  }

  /** The layer for new writes. */
  get open(): Layer {
    return this.#open;
  }

  /** The next layer to be written. */
  get first(): Layer | undefined {
    return this.#sealed[0];
  }

  /** How many layers wait to be written, or are being written. */
  get waiting(): number {
    return this.#sealed.length;
  }

  /** How many keys differ from LMDB. */
  get keys(): number {
    const sealed = this.#sealed.reduce((sum, { writes }) => sum + writes.length, 0);
    return sealed + this.#open.writes.length;
  }

  /** The amount that is not in LMDB. */
  get amount(): Readonly<Amount> {
    return this.#amount;
  }

  /** Writes from now on belong to one entry, until `add` or `undo`. */
  begin(): void {
    const receipts = this.#receipts;
    this.#before = [];
    this.#begun = {
      receipts,
      count: receipts.length,
      at: this.#receiptsAt,
      after: this.#receiptsAfter,
    };
  }

  /**
   * Called when a key was put: `replaced` is what `write` replaced; null where it only got another
   * value.
   */
  changed(write: PendingWrite, replaced: PendingWrite | undefined | null): void {
    this.#before?.push({ write, value: write.value, replaced });
  }

  /** Undoes the writes of an entry that could not be applied. */
  undo(): void {
    for (const { write, value, replaced } of this.#before?.toReversed() ?? []) {
      if (replaced === null) {
        write.value = value;
        continue;
      }
      write.layer.writes.pop();
      if (replaced === undefined) write.rows.forget(write);
      else write.group.set(replaced);
    }
    const { receipts, count, at, after } = this.#begun;
    receipts.length = count;
    this.#receipts = receipts;
    this.#receiptsAt = at;
    this.#receiptsAfter = after;
    this.#before = undefined;
  }

  /** Completes an entry, which put so many rows. */
  add({ position, bytes, subject }: LogEntry, puts: number): void {
    const isOfShard = isRoster(subject);
    const amount: Amount = {
      entries: 1,
      bytes: bytes.length,
      roster_bytes: isOfShard ? bytes.length : 0,
      puts,
      roster_puts: isOfShard ? puts : 0,
    };
    const layer = this.#open;
    this.#before = undefined;
    layer.position = position;
    change(layer.amount, amount, 1);
    change(this.#amount, amount, 1);
  }

  /** Registers a receipt to be deleted 24 h after `at`. */
  expire(ticket: string, key: string, at: number): void {
    const { position } = this.#open;
    // Receipts of one row end together. An entry has at most one row, since its key is a position.
    const isLater = Math.abs(at - this.#receiptsAt) > pendingLimits.receipts_apart_max_ms;
    if (isLater && this.#receiptsAfter !== position) this.putExpiry(position);
    this.#receiptsAfter = position;
    this.#receipts.push(ticket, key);
    this.#receiptsAt = Math.max(this.#receiptsAt, at);
  }

  /** Puts the row with the receipts since the last one. */
  putExpiry(position: Position): void {
    if (this.#receipts.length === 0) return;
    const expiry: Expiry = { at: this.#receiptsAt, receipts: this.#receipts };
    this.dbs.expiry.put(position, encode(expiry));
    this.#receipts = [];
    this.#receiptsAt = 0;
  }

  /** Closes the open layer if it is not empty, and returns the last one that waits. */
  seal(): Layer | undefined {
    const layer = this.#open;
    if (layer.writes.length > 0) {
      this.putExpiry(layer.position);
      if (layer.amount.entries > 0) this.dbs.positions.put(of_all, encode(layer.position));
      this.#sealed.push(layer);
      this.#open = emptyLayer(layer.position);
    }
    return this.#sealed.at(-1);
  }

  /** Called when the first layer is in LMDB. */
  written(): void {
    const layer = this.#sealed.shift();
    if (layer === undefined) return;
    for (const write of layer.writes) write.rows.forget(write);
    change(this.#amount, layer.amount, -1);
  }
}

/** Whether an entry is about accounts, characters and factions told by a shard. */
export function isRoster(subject: string): boolean {
  return subject.startsWith('shard.');
}

function emptyLayer(position: Position): Layer {
  return { writes: [], position, amount: emptyAmount() };
}

function emptyAmount(): Amount {
  return { entries: 0, bytes: 0, roster_bytes: 0, puts: 0, roster_puts: 0 };
}

function change(sum: Amount, by: Amount, times: 1 | -1): void {
  sum.entries += times * by.entries;
  sum.bytes += times * by.bytes;
  sum.roster_bytes += times * by.roster_bytes;
  sum.puts += times * by.puts;
  sum.roster_puts += times * by.roster_puts;
}
