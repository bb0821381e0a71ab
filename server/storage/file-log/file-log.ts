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
  /** The result of `recover`, all applied, with the tables flushed. */
  readonly recovered: Recovered;
  /** As `SegmentsDeps.announce`: stores what the next `recover` is given. */
  readonly announce: SegmentsDeps['announce'];
  /**
   * These two are for tests; the default is `fileLogLimits`. Whole sectors, and a batch fits a
   * segment.
   */
  readonly segment_bytes?: number;
  readonly batch_bytes_max?: number;
}

export type BegunLog = { readonly ok: true; readonly log: FileLog } | Failed;

/**
 * The log in files. An entry is durable with one flush; `BatchWriter` shares it among entries,
 * `Segments` manages the files, `recover` reads them.
 *
 * A file in which a write failed is never written again. It is unknown what of the batch is or will
 * be on the disk, so it is made void by a new segment that continues before it. Only then is the
 * batch rejected. Its positions are not used again.
 */
export class FileLog implements Log {
  readonly epoch: string;
  readonly #deps: FileLogDeps;
  readonly #segments: Segments;
  readonly #writer: BatchWriter;
  readonly #recent: RecentEntries;
  readonly #count = new CommitCount();
  /** Final outcomes of appends that ended `unknown`, until the next append of that subject. */
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

  /** Begins a new segment after what was recovered. Older files are removed once `applied`. */
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
        // It stays unknown until the next start, and this process is about to end.
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

  /**
   * All up to this position is flushed in the tables: segments with nothing after it are removed.
   */
  applied(position: Position): void {
    this.#segments.applied(position);
  }

  /** Called when the tables have room again: asks `mayTake` once more. */
  taken(): void {
    this.#writer.taken();
  }

  /**
   * Begins a new segment, so that the current one can be removed once it is applied. Resolves when
   * that is done or cannot be. Does nothing where the current one is empty.
   */
  roll(): Promise<void> {
    return this.#writer.roll();
  }

  /**
   * Accepts nothing more, and resolves when all accepted appends have ended. `flush` writes them to
   * the tables and returns up to where: if that is all, nothing stays in the log.
   */
  close(flush: () => Promise<Position> = () => Promise.resolve(0)): Promise<void> {
    this.#closed ??= this.#close(flush);
    return this.#closed;
  }

  async #close(flush: () => Promise<Position>): Promise<void> {
    // A write that hangs keeps its file open until the process ends.
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
