import type { DiskWatch } from '../disk/disk-watch.ts';
import { lmdbLimits } from '../lmdb-limits.ts';
import type { Position } from '../log.ts';
import { disk_silent, taken_over } from '../lost.ts';
import { pageBytesFor } from '../lmdb/page-bytes.ts';
import type { Owner } from '../lmdb/owner.ts';
import { Listeners } from '../../../actors/runtime/listeners.ts';
import { holdingClock, systemClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import type { Layers } from './layers.ts';
import { writesOf } from './layer-writes.ts';
import type { Layer } from './pending.ts';
import { isFull, isHalfFull } from './pending-room.ts';
import { pendingLimits } from './table-writer-limits.ts';

type Writing = Pick<Owner, 'prepare' | 'write' | 'isSound'>;

export interface TableWriterDeps {
  readonly layers: Layers;
  /** None while the folder can only be read. */
  readonly owner: Writing | undefined;
  readonly disk: Pick<DiskWatch, 'misplaced'>;
  readonly limits?: Partial<typeof defaults>;
  /** Called at most once: nothing can be written any more. */
  onLost(sentence: string): void;
}

/**
 * How many bytes in the tables one byte of an entry may make: the entry itself, a snapshot,
 * notices.
 */
const stored_per_byte_max = 4;

const defaults: { readonly [Name in keyof Limits]: number } = { ...pendingLimits, ...lmdbLimits };
type Limits = typeof pendingLimits & typeof lmdbLimits;

/**
 * Writes applied entries to LMDB: one layer at a time, each in one transaction together with its
 * position, and only while this process owns the folder. The next layer fills meanwhile. A failed
 * layer stays pending and readable and is tried again; writing it twice is harmless.
 */
export class TableWriter {
  readonly #layers: Layers;
  readonly #disk: TableWriterDeps['disk'];
  readonly #limits: typeof defaults;
  readonly #onLost: (sentence: string) => void;
  #owner: Writing | undefined;
  #position: Position;
  #underWay: Promise<boolean> | undefined;
  /** Ends what waits until a layer that is not full is written, or a failed one is tried again. */
  #cancel: Cancel | undefined;
  #isDue = false;
  /** Ends what waits until the current write counts as late, and then as lost. */
  #cancelLate: Cancel = () => {};
  /** The last write failed and is tried again after a while. */
  #hasFailed = false;
  #isHalted = false;
  #isEnded = false;
  #isLate = false;
  #isLost = false;
  #isWriting = false;
  readonly #lost = signal();
  readonly #flushes: Array<{ readonly layer: Layer; readonly done: () => void }> = [];
  readonly #rooms: Array<() => void> = [];
  readonly #flushed = new Listeners<[position: Position]>();

  constructor({ layers, owner, disk, limits, onLost }: TableWriterDeps) {
    this.#layers = layers;
    this.#owner = owner;
    this.#disk = disk;
    this.#limits = { ...defaults, ...limits };
    this.#onLost = onLost;
    this.#position = layers.open.position;
  }

  /** The position up to which all is in LMDB. */
  get position(): Position {
    return this.#position;
  }

  /** Whether a write to LMDB is under way. */
  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Bytes of entries that are not in LMDB. */
  get pendingBytes(): number {
    return this.#layers.amount.bytes;
  }

  /** Adds a listener for the new position after a write. Returns a function to remove it. */
  onFlushed(listener: (position: Position) => void): () => void {
    return this.#flushed.add(listener);
  }

  /** Whether an entry of this subject has to wait until more is in LMDB. */
  isFull(subject: string): boolean {
    return isFull(this.#layers.amount, this.#limits, subject);
  }

  /** Why nothing can be written to LMDB now, unless the disk watch says it. */
  fault(): string | undefined {
    if (this.#isLost) return 'the data folder is lost to this server';
    return this.#isLate ? 'the disk does not answer' : undefined;
  }

  /** An upper bound on the bytes of pages that LMDB writes for all pending, in such a file. */
  pageBytes(file_bytes: number): number {
    const { keys, amount } = this.#layers;
    return pageBytesFor(keys, amount.bytes * stored_per_byte_max, file_bytes);
  }

  /** Called after an entry was applied. */
  changed(): void {
    const { writes, amount } = this.#layers.open;
    const { layer_keys_max, layer_puts_max } = this.#limits;
    if (writes.length >= layer_keys_max || amount.puts >= layer_puts_max) this.#layers.seal();
    this.#next();
  }

  /** Resolves when all that is applied now is in LMDB, however long the disk takes no writes. */
  flush(): Promise<void> {
    const layer = this.#layers.seal();
    if (layer === undefined) return Promise.resolve();
    return new Promise((done) => {
      this.#flushes.push({ layer, done });
      this.#next();
    });
  }

  /** Resolves when there is room for work that is not urgent. */
  room(): Promise<void> {
    if (this.#layers.waiting < this.#limits.layers_pruned_max || this.#isEnded) {
      return new Promise((done) => systemClock.soon(done));
    }
    return new Promise((done) => this.#rooms.push(done));
  }

  /** Resolves when less than half of what may be pending is: the rest stays free for people. */
  async roomForBulk(): Promise<void> {
    while (isHalfFull(this.#layers.amount, this.#limits) && !this.#isEnded)
      await new Promise<void>((done) => this.#rooms.push(done));
  }

  /** Starts no more writes until `go`. */
  halt(): void {
    this.#isHalted = true;
    this.#stop();
  }

  /** Resolves when the write that is under way has ended. */
  idle(): Promise<unknown> {
    return Promise.resolve(this.#underWay);
  }

  go(): void {
    this.#isHalted = false;
    this.#next();
  }

  /** Called after the folder was reopened, with no write under way. */
  reopened(owner: Writing | undefined): void {
    this.#owner = owner;
    this.#hasFailed = false;
    this.#next();
  }

  /**
   * Tries once to write everything pending, and nothing after that. Resolves to whether all is in
   * LMDB.
   */
  async end(): Promise<boolean> {
    this.#isEnded = true;
    this.#stop();
    for (const done of this.#rooms.splice(0)) done();
    // A write that hangs ends with the process.
    await Promise.race([this.#underWay, this.#lost.promise]);
    this.#layers.seal();
    while (this.#layers.first !== undefined) {
      if (!this.#mayWrite) return false;
      const isWritten = await Promise.race([this.#write(), this.#lost.promise]);
      if (isWritten !== true) return false;
    }
    return true;
  }

  get #mayWrite(): boolean {
    return this.#owner !== undefined && !this.#isHalted && !this.#isLost;
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isDue = false;
  }

  /**
   * Schedules the next write: at once for a full layer, after a while for one that fills or failed.
   */
  #next(): void {
    if (!this.#mayWrite || this.#isEnded || this.#underWay !== undefined) return;
    if (this.#isDue) return;
    if (this.#hasFailed) {
      this.#cancel ??= holdingClock.after(this.#limits.retry_every_ms, () => this.#begin());
    } else if (this.#layers.first !== undefined) {
      this.#stop();
      this.#isDue = true;
      // Stopped meanwhile, it is not due any more.
      systemClock.soon(() => this.#isDue && this.#begin());
    } else if (this.#layers.open.writes.length > 0) {
      this.#cancel ??= holdingClock.after(this.#limits.write_every_ms, () => this.#begin());
    }
  }

  #begin(): void {
    this.#stop();
    this.#underWay = this.#write();
    void this.#underWay.then((isWritten) => {
      this.#underWay = undefined;
      this.#hasFailed = !isWritten;
      this.#next();
    });
  }

  /** Writes the first layer. Resolves to whether it is in LMDB. */
  async #write(): Promise<boolean> {
    if (this.#layers.first === undefined) this.#layers.seal();
    const layer = this.#layers.first;
    if (layer === undefined) return true;
    const owner = this.#owner!;
    const writes = await writesOf(layer);
    this.#watch();
    this.#isWriting = true;
    try {
      await owner.prepare(writes);
      if (!(await owner.write(writes))) {
        this.#lose(taken_over);
        return false;
      }
      // If the data file is not in its place, the layer is written again when it is back.
      if (this.#disk.misplaced() !== undefined) return false;
    } catch {
      // The disk watch reports why, and when it is over.
      if (!owner.isSound()) this.#lose('The disk failed while the data folder was written.');
      return false;
    } finally {
      this.#cancelLate();
      this.#isLate = false;
      this.#isWriting = false;
    }
    if (this.#isLost) return false;
    this.#layers.written();
    this.#position = layer.position;
    this.#tell(layer);
    return true;
  }

  /** Watches a write that may never end. */
  #watch(): void {
    const { commit_wait_ms, lost_after_ms } = this.#limits;
    this.#cancelLate = holdingClock.after(commit_wait_ms, () => {
      this.#isLate = true;
      this.#cancelLate = holdingClock.after(lost_after_ms, () => this.#lose(disk_silent));
    });
  }

  #tell(layer: Layer): void {
    this.#flushed.tell(layer.position);
    const at = this.#flushes.findLastIndex((flush) => flush.layer === layer);
    for (const { done } of this.#flushes.splice(0, at + 1)) done();
    for (const done of this.#rooms.splice(0)) done();
  }

  #lose(sentence: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#lost.settle();
    this.#onLost(sentence);
  }
}

function signal(): { readonly promise: Promise<void>; settle(): void } {
  let settle: () => void = () => {};
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return { promise, settle };
}
