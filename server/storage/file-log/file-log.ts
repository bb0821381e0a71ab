import { checkAppend } from '../log/log-checks.ts';
import { CommitCount, type CommitFigure } from '../log/commit-count.ts';
import type { Append, Appended, Following, Log, LogEntry, Position, Resolved } from '../log.ts';
import { RecentEntries } from '../log/recent-entries.ts';
import type { Certain, Ended } from '../log/in-flight-batch.ts';
import { taken_over } from '../lost.ts';
import { failed, type Failed } from '../../platform/failed.ts';
import { systemClock } from '../../platform/clock.ts';
import { BatchWriter } from './batch-writer.ts';
import type { LogHooks } from './hooks.ts';
import type { LogDisk } from './disk.ts';
import { fileLogLimits } from './file-log-limits.ts';
import type { Recovered } from './recover.ts';
import { NotPrepared, Segments, type SegmentsDeps } from './segments.ts';

export interface FileLogDeps extends LogHooks {
  readonly disk: LogDisk;
  readonly epoch: string;
  /** What `recover` gave: all of it is applied, and the tables are flushed. */
  readonly recovered: Recovered;
  /** As `SegmentsDeps.announce`: what the next `recover` is given. */
  readonly announce: SegmentsDeps['announce'];
  /** These two for tests; otherwise as `fileLogLimits` says. Whole sectors, and a batch fits a segment. */
  readonly segment_bytes?: number;
  readonly batch_bytes_max?: number;
}

export type BegunLog = { readonly ok: true; readonly log: FileLog } | Failed;

/**
 * The log as files of its own. An entry is durable with one flush; `BatchWriter` says how many share
 * it, `Segments` which files there are, `recover` how they are read.
 *
 * A file in which a write failed is never written again. Nobody can tell what of the batch is on the
 * disk, or will be, so it is made void by a new segment that goes on before it; only then is it said
 * to be rejected. Its positions are not used again.
 */
export class FileLog implements Log {
  readonly epoch: string;
  readonly #deps: FileLogDeps;
  readonly #segments: Segments;
  readonly #writer: BatchWriter;
  readonly #recent: RecentEntries;
  readonly #count = new CommitCount();
  /** What became of appends that ended `unknown`, until the next one of that subject is written. */
  readonly #open = new Map<string, Promise<Certain<Appended>>>();
  #last: Position;
  #closed: Promise<void> | undefined;

  private constructor(deps: FileLogDeps, segments: Segments) {
    this.epoch = deps.epoch;
    this.#deps = deps;
    this.#segments = segments;
    this.#last = deps.recovered.last;
    this.#recent = new RecentEntries(this.#last);
    this.#writer = new BatchWriter({
      ...deps,
      segments,
      batch_bytes_max: deps.batch_bytes_max ?? fileLogLimits.batch_bytes_max,
      onWritten: (entry) => {
        this.#last = entry.position;
        this.#recent.add(entry);
      },
    });
  }

  /** Begins a new segment behind what was recovered. What was there before goes once `applied`. */
  static async begin(deps: FileLogDeps): Promise<BegunLog> {
    const { disk, epoch, segment_bytes = fileLogLimits.segment_bytes, announce } = deps;
    try {
      const files = { disk, epoch, segment_bytes, announce, onBegun: deps.onSegment };
      const segments = await Segments.begin(files, deps.recovered);
      return { ok: true, log: new FileLog(deps, segments) };
    } catch (error) {
      if (error instanceof NotPrepared && error.isTaken) return failed(taken_over);
      return failed(`The log cannot be written: ${(error as Error).message}.`);
    }
  }

  append(append: Append): Promise<Appended> {
    return new Promise((resolve) => {
      const { subject, bytes } = append;
      const from = systemClock.elapsed();
      const end = (ended: Ended<Appended>): void => {
        this.#count.add(ended.kind, systemClock.elapsed() - from);
        resolve(this.#appended(subject, ended));
      };
      try {
        checkAppend(subject, bytes);
        this.#writer.submit(append, end);
      } catch (cause) {
        end({ kind: 'rejected', cause });
      }
    });
  }

  async resolve(subject: string): Promise<Resolved> {
    const certain = await this.#open.get(subject);
    switch (certain?.kind) {
      case undefined:
        return { kind: 'rejected', cause: new Error('nothing was unknown') };
      case 'written':
        return certain.value as Resolved;
      case 'rejected':
        return certain;
      case 'lost':
        // Nothing may be told before the next start, and this process is about to end.
        return new Promise(() => {});
    }
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    return this.#recent.follow(after, told);
  }

  lastOf(subject: string): Position {
    return this.#deps.lastOf(subject);
  }

  get last(): Position {
    return this.#last;
  }

  fault(): string | undefined {
    return this.#writer.fault();
  }

  /** How the writes so far ended. */
  commitFigures(): CommitFigure[] {
    return this.#count.figures();
  }

  /** All up to there is flushed in the tables: segments that hold nothing above are removed. */
  applied(position: Position): void {
    this.#segments.applied(position);
  }

  /** The tables have room again: `mayTake` is asked once more. */
  taken(): void {
    this.#writer.taken();
  }

  /**
   * Begins a new segment, so that the one before can be removed once it is applied. Resolves when it
   * is begun, or cannot be; nothing happens where the current one is empty.
   */
  roll(): Promise<void> {
    return this.#writer.roll();
  }

  /**
   * Takes nothing more, and resolves when all that was taken has ended. `flush` brings it to the tables,
   * and says up to where it is there: where that is all, nothing of it stays in the log.
   */
  close(flush: () => Promise<Position> = () => Promise.resolve(0)): Promise<void> {
    this.#closed ??= this.#close(flush);
    return this.#closed;
  }

  async #close(flush: () => Promise<Position>): Promise<void> {
    // A write that hangs keeps its file; it ends with the process.
    if (!(await this.#writer.close())) return;
    if ((await flush()) === this.#last) await this.#segments.empty(this.#last, this.#writer.next);
    await this.#segments.close();
  }

  #appended(subject: string, ended: Ended<Appended>): Appended {
    switch (ended.kind) {
      case 'written':
        this.#open.delete(subject);
        return ended.value;
      case 'rejected':
        return ended;
      case 'unknown':
        this.#open.set(subject, ended.certain);
        return { kind: 'unknown', cause: ended.cause };
    }
  }
}
