import type { Append, Appended, LogEntry, Position } from '../log.ts';
import { disk_silent, taken_over } from '../lost.ts';
import { InFlightBatch } from '../log/in-flight-batch.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import { encodeFrame, frame_header_bytes, paddedBytes } from './frame.ts';
import type { LogHooks } from './hooks.ts';
import { fileLogLimits } from './file-log-limits.ts';
import type { Recovered } from './recover.ts';
import { Rolls } from './rolls.ts';
import { moved, NotPrepared, type Segments } from './segments.ts';
import { Waiting, type WaitingAppend } from './waiting.ts';

export interface BatchWriterDeps extends LogHooks {
  readonly segments: Segments;
  readonly recovered: Recovered;
  readonly batch_bytes_max: number;
  /** Called with each durable entry, in order, before its sender is answered. */
  readonly onWritten: (entry: LogEntry) => void;
}

interface Batch {
  readonly first: Position;
  readonly entries: readonly LogEntry[];
  readonly body_bytes: number;
  readonly inFlight: InFlightBatch<Appended>;
}

/**
 * Appends of one turn of the event loop, or of the time while the disk was busy, are one batch: one
 * frame, one write, one flush. One batch is under way at a time, so all earlier entries are
 * delivered when the next is built, and what waits behind a batch that hangs was not written.
 */
export class BatchWriter {
  readonly #deps: BatchWriterDeps;
  readonly #segments: Segments;
  readonly #waiting: Waiting;
  /**
   * `held`: the tables accept nothing more yet. `late`: the batch took longer than
   * `commit_wait_ms`. `stray`: the written file is not where the next start would look for it.
   */
  #phase: 'idle' | 'due' | 'held' | 'writing' | 'late' | 'stray' | 'lost' = 'idle';
  /** Ends the timer of the phase. */
  #cancel: Cancel = () => {};
  /** Of the last durable entry. */
  #last: Position;
  #next: Position;
  readonly #rolls = new Rolls();
  #closing: (() => void) | undefined;
  #buffer = Buffer.alloc(64 * 1024);

  constructor(deps: BatchWriterDeps) {
    this.#deps = deps;
    this.#segments = deps.segments;
    this.#last = deps.recovered.last;
    this.#next = deps.recovered.next;
    const batch_bytes_max = deps.batch_bytes_max - frame_header_bytes;
    const { batch_entries_max } = fileLogLimits;
    this.#waiting = new Waiting({ batch_bytes_max, batch_entries_max });
  }

  /** The next position to be given. */
  get next(): Position {
    return this.#next;
  }

  /** Throws, saying why, where the append cannot be accepted. */
  submit(append: Append, end: WaitingAppend['end']): void {
    const refusal = this.fault();
    if (refusal !== undefined) throw new Error(refusal);
    this.#waiting.add(append, end);
    // The held appends may be of other subjects.
    if (this.#phase === 'idle' || this.#phase === 'held') this.#due();
  }

  /** Why nothing can be written at this moment, if nothing can. */
  fault(): string | undefined {
    if (this.#phase === 'lost') return 'the data folder is lost to this server';
    const trouble = this.#deps.fault();
    if (trouble !== undefined) return trouble;
    if (this.#phase === 'late') return 'the disk does not answer';
    if (this.#phase === 'stray') return moved;
    if (this.#closing !== undefined) return 'the log is closed';
    const { waiting_bytes_max, waiting_entries_max } = fileLogLimits;
    if (this.#waiting.count >= waiting_entries_max || this.#waiting.bytes >= waiting_bytes_max) {
      return 'too many writes wait for the disk';
    }
    return undefined;
  }

  /** As `FileLog.taken`. */
  taken(): void {
    if (this.#phase === 'held') this.#due();
  }

  /** As `FileLog.roll`. */
  roll(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#phase === 'lost' || this.#closing !== undefined) return resolve();
      this.#rolls.add(resolve);
      if (this.#phase === 'idle' || this.#phase === 'held') this.#due();
    });
  }

  /** Accepts nothing more. Resolves to whether all accepted appends have ended. */
  close(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#closing = () => resolve(this.#phase === 'idle');
      // One more check whether the held appends may be written.
      if (this.#phase === 'held') this.#due();
      if (['idle', 'late', 'stray', 'lost'].includes(this.#phase)) this.#closing();
    });
  }

  #due(): void {
    this.#phase = 'due';
    systemClock.soon(() => this.#write());
  }

  #write(): void {
    const isRolling = this.#rolls.begin();
    if (this.#waiting.count > 0) {
      // This comes first: in a replaced folder the owner record is not about this one.
      const refusal = this.#deps.refusal();
      if (refusal !== undefined) this.#rejectWaiting(new Error(refusal));
      else if (!this.#deps.isOwner()) return this.#lose(taken_over);
    }
    const taken = this.#waiting.take(this.#deps.mayTake);
    const appends = this.#unconflicting(taken);
    const isRoll = isRolling && !this.#segments.isEmpty;
    // The rest has to wait for the tables, or for others of its subject.
    const isHeld = taken.length === 0 && this.#waiting.count > 0;
    if (appends.length === 0 && !isRoll) return this.#goOn(isHeld ? 'held' : 'idle');
    this.#phase = 'writing';
    const batch = this.#batchOf(appends);
    // The call to the disk keeps the process alive, not this timer.
    this.#cancel = systemClock.after(this.#deps.commit_wait_ms, () => this.#late(batch));
    void this.#commit(batch, isRoll);
  }

  /**
   * Drops appends whose condition fails. All earlier entries are in the tables, and a batch has
   * only one conditional append of each subject.
   */
  #unconflicting(appends: readonly WaitingAppend[]): readonly WaitingAppend[] {
    return appends.filter(({ subject, expected, end }) => {
      if (expected === undefined) return true;
      try {
        const last = this.#deps.lastOf(subject);
        if (last === expected) return true;
        end({ kind: 'written', value: { kind: 'conflict', last } });
      } catch (cause) {
        end({ kind: 'rejected', cause });
      }
      return false;
    });
  }

  /** Its positions are never used again, whatever the outcome. */
  #batchOf(appends: readonly WaitingAppend[]): Batch {
    const first = this.#next;
    this.#next += appends.length;
    let body_bytes = 0;
    const entries = appends.map(({ subject, bytes, frame_bytes }, i) => {
      body_bytes += frame_bytes;
      return { position: first + i, subject, bytes };
    });
    const values = entries.map(({ position }) => ({ kind: 'durable', position }) as const);
    return { first, entries, body_bytes, inFlight: new InFlightBatch<Appended>(appends, values) };
  }

  async #commit(batch: Batch, isRoll: boolean): Promise<void> {
    const { first, entries, body_bytes } = batch;
    const frame_bytes = paddedBytes(body_bytes);
    try {
      if (isRoll || frame_bytes > this.#segments.left) {
        await this.#segments.change(this.#last, first);
        if (this.#isLost()) return;
      }
      if (entries.length > 0) {
        const frame = { id: this.#segments.id, first, prev: this.#last };
        await this.#segments.append(encodeFrame(this.#bufferOf(frame_bytes), frame, entries));
      }
    } catch (cause) {
      return this.#failed(batch, cause);
    }
    this.#flushed(batch);
  }

  #flushed(batch: Batch): void {
    const isThere = this.#segments.isInPlace && !this.#deps.isAway();
    if (!this.#isLost() && !isThere) this.#stray(batch);
    else if (this.#isOurs(batch)) this.#written(batch);
  }

  /** The batch counts as written once its file is back in place, and otherwise never. */
  #stray(batch: Batch): void {
    this.#cancel();
    if (this.#phase !== 'stray') {
      this.#phase = 'stray';
      const cause = new Error(moved);
      this.#rejectWaiting(cause);
      batch.inFlight.unknown(cause);
      this.#closing?.();
    }
    this.#cancel = systemClock.after(fileLogLimits.stray_look_ms, () => this.#flushed(batch));
  }

  /** A method, since the compiler does not know that the phase changes during an await. */
  #isLost(): boolean {
    return this.#phase === 'lost';
  }

  #written({ entries, inFlight }: Batch): void {
    for (const entry of entries) {
      this.#last = entry.position;
      this.#deps.onWritten(entry);
    }
    inFlight.written();
    this.#goOn('idle');
  }

  async #failed(batch: Batch, cause: unknown): Promise<void> {
    if (cause instanceof NotPrepared) {
      if (this.#phase === 'lost') return;
      // The batch was not given to the disk.
      batch.inFlight.rejected(cause);
      return cause.isTaken ? this.#lose(taken_over) : this.#goOn('idle');
    }
    try {
      await this.#segments.change(this.#last, this.#next);
    } catch (second) {
      const isTaken = second instanceof NotPrepared && second.isTaken;
      return this.#giveUp(batch, cause, isTaken ? taken_over : `${failed} (${messageOf(second)}).`);
    }
    if (!this.#isOurs(batch)) return;
    batch.inFlight.rejected(cause);
    this.#goOn('idle');
  }

  /**
   * If another process has taken over the folder, it may or may not have read this batch: only it
   * may tell the outcome.
   */
  #isOurs(batch: Batch): boolean {
    if (this.#phase === 'lost') return false;
    if (this.#deps.isOwner()) return true;
    this.#giveUp(batch, new Error(taken_over), taken_over);
    return false;
  }

  #late(batch: Batch): void {
    const { commit_wait_ms, lost_after_ms } = this.#deps;
    this.#phase = 'late';
    const cause = new Error(`the disk did not answer within ${commit_wait_ms} ms`);
    this.#cancel = systemClock.after(lost_after_ms, () => this.#giveUp(batch, cause, disk_silent));
    this.#rejectWaiting(cause);
    batch.inFlight.unknown(cause);
    this.#closing?.();
  }

  /** What the disk answers later may be durable, but nobody is told. */
  #giveUp({ inFlight }: Batch, cause: unknown, sentence: string): void {
    if (this.#phase === 'lost') return;
    inFlight.unknown(cause);
    inFlight.lost();
    this.#lose(sentence);
  }

  #lose(sentence: string): void {
    this.#cancel();
    this.#phase = 'lost';
    this.#rejectWaiting(new Error(sentence));
    this.#rolls.endAll();
    this.#closing?.();
    this.#deps.onLost(sentence);
  }

  #goOn(phase: 'idle' | 'held'): void {
    this.#cancel();
    this.#phase = phase;
    this.#rolls.end();
    if (this.#rolls.isWaitedFor || (phase === 'idle' && this.#waiting.count > 0)) this.#due();
    else if (phase === 'idle') this.#closing?.();
  }

  #rejectWaiting(cause: unknown): void {
    for (const { end } of this.#waiting.takeAll()) end({ kind: 'rejected', cause });
  }

  /** Reused for every batch, since one is written at a time. */
  #bufferOf(bytes: number): Buffer {
    if (this.#buffer.length < bytes)
      this.#buffer = Buffer.alloc(Math.max(bytes, 2 * this.#buffer.length));
    return this.#buffer;
  }
}

const failed = 'The disk failed while the log was written, and nothing new can be';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
