import { dirname, join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import type { HistogramFigure } from '../../platform/figure.ts';
import { Histogram } from '../../platform/histogram.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import { encode } from '../packed/codec.ts';
import { CommitCount, type CommitFigure } from '../log/commit-count.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import { inTime } from '../file-log/bounded-disk.ts';
import { compact, type Compacted, type OnCompacted } from './compaction.ts';
import { FileLog } from '../file-log/file-log.ts';
import { timedDisk } from '../file-log/timed-disk.ts';
import { applyKept } from './apply-kept.ts';
import type { FolderLogDeps, OpenFolder } from './folder-log-deps.ts';
import type { Recovered } from '../file-log/recover.ts';
import { settledSnapshot, type SettledSnapshot } from './settled-snapshot.ts';
import type { Append, Appended, Following, Log, LogEntry, Position, Resolved } from '../log.ts';
import type { Owner } from '../lmdb/owner.ts';
import { RecentEntries } from '../log/recent-entries.ts';

/** Half an hour, so that no text stays in the log for an hour after it was applied. */
const segment_age_max_ms = 30 * 60 * 1000;
/** Upper bounds of the buckets in which flushes are counted. */
const flush_bounds_s = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

/**
 * The log of one data folder and its connection with the tables: a start applies what they lack, a
 * segment is removed once all of it is in LMDB, and while too much is not in LMDB nothing more is
 * accepted. Where the folder can only be read nothing is accepted. Made by `openFolder`.
 */
export class FolderLog implements Log {
  readonly epoch: string;
  readonly #deps: FolderLogDeps;
  readonly #recent: RecentEntries;
  /** Also of the log before the folder was reopened. */
  readonly #flushes = new Histogram(
    'shardbell_log_flush_seconds',
    'How long writes to the log and their flush took, also those that failed.',
    flush_bounds_s,
  );
  #folder: OpenFolder;
  /** None while the folder can only be read. */
  #files: FileLog | undefined;
  #endAging: Cancel | undefined;
  #closed: Promise<void> | undefined;
  #compacting: { readonly ending: AbortController; readonly ended: Promise<unknown> } | undefined;
  /** How many hold the data file. */
  #snapshots = 0;

  /** All entries that the tables lacked must have been applied to them. */
  private constructor(deps: FolderLogDeps) {
    this.epoch = deps.epoch;
    this.#deps = deps;
    this.#folder = deps.folder;
    this.#recent = new RecentEntries(deps.tables.position);
    deps.disk.onChanged(({ kind }) => {
      // What is pending still has its space, so it is written to LMDB now.
      if (kind === 'ending') void deps.tables.writer.flush();
      this.#files?.taken();
    });
  }

  /**
   * Applies the entries that the tables lack. With an owner the log can be written then, and all of
   * them are in LMDB; else it can only be read. Rejects, saying why not.
   */
  static async open(deps: FolderLogDeps): Promise<FolderLog> {
    const recovered = await applyKept(deps, deps.folder);
    const log = new FolderLog(deps);
    if (deps.folder.owner !== undefined) await log.#begin(deps.folder.owner, recovered);
    return log;
  }

  /**
   * Called after the folder was reopened. With an owner the log is made writable; resolves to
   * whether it is, and if not this may be tried again.
   */
  async reopened(folder: OpenFolder): Promise<boolean> {
    const { tables, disk, onLost } = this.#deps;
    const position = tables.position;
    this.#folder = folder;
    if (folder.owner === undefined) return false;
    try {
      const recovered = await applyKept(this.#deps, folder);
      if (recovered.last !== position) throw new Error('Another server wrote to the data folder.');
      await this.#begin(folder.owner, recovered);
      return true;
    } catch (error) {
      if (disk.trouble === undefined) onLost((error as Error).message);
      return false;
    }
  }

  append(append: Append): Promise<Appended> {
    if (this.#files !== undefined) return this.#files.append(append);
    return Promise.resolve({ kind: 'rejected', cause: new Error(this.fault()) });
  }

  async resolve(subject: string): Promise<Resolved> {
    if (this.#files !== undefined) return this.#files.resolve(subject);
    return { kind: 'rejected', cause: new Error('nothing was unknown') };
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    return this.#recent.follow(after, told);
  }

  lastOf(subject: string): Position {
    return this.#deps.tables.lastOf(subject);
  }

  get last(): Position {
    return this.#files?.last ?? this.#deps.tables.position;
  }

  fault(): string | undefined {
    if (this.#closed !== undefined) return 'the log is closed';
    if (this.#files !== undefined) return this.#files.fault();
    return this.#deps.disk.trouble?.sentence ?? 'the data folder is just being opened';
  }

  /** Counts of how writes ended so far. */
  commitFigures(): CommitFigure[] {
    return this.#files?.commitFigures() ?? new CommitCount().figures();
  }

  /** How long flushes took so far. */
  flushFigure(): HistogramFigure {
    return this.#flushes.figure();
  }

  /** The data file as it is once all that is applied now is in it. */
  async snapshot(signal: AbortSignal): Promise<SettledSnapshot> {
    while (this.#compacting !== undefined) await this.#compacting.ended;
    signal.throwIfAborted();
    this.#snapshots += 1;
    const onEnd = (): void => void (this.#snapshots -= 1);
    const { tables, disk, files } = this.#deps;
    const { dbs, owner } = this.#folder;
    const path = join(dirname(files.path), 'data.mdb');
    const deps = { path, root: dbs.root, owner, writer: tables.writer, disk, onEnd };
    try {
      return await settledSnapshot(deps, signal);
    } catch (error) {
      onEnd();
      throw error;
    }
  }

  /** As `compact` of `compaction.ts`. One at a time, and not while a snapshot is held. */
  async compact(signal: AbortSignal, onCompacted: OnCompacted): Promise<Compacted> {
    const { tables, disk, files, onLost } = this.#deps;
    const { dbs, owner } = this.#folder;
    if (owner === undefined || this.#closed !== undefined) throw new Error(this.fault());
    if (this.#compacting !== undefined) throw new Error('that is being done already');
    if (this.#snapshots > 0) throw new Error('a backup is being made: try again when it is done');
    const onSwapped = (swapped: LmdbDatabases): void => {
      this.#folder = { ...this.#folder, dbs: swapped };
    };
    const ending = new AbortController();
    const data = dirname(files.path);
    const going = compact(
      { data, dbs, owner, tables, disk, onSwapped, onLost },
      AbortSignal.any([signal, ending.signal]),
      onCompacted,
    ).finally(() => (this.#compacting = undefined));
    this.#compacting = { ending, ended: going.catch(() => {}) };
    return going;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #begin(owner: Owner, recovered: Recovered): Promise<void> {
    const { tables, files, disk, epoch, onLost } = this.#deps;
    const { commit_wait_ms, lost_after_ms, start_wait_ms } = this.#deps;
    const { writer } = tables;
    await this.#flushed();
    const begin = FileLog.begin({
      disk: timedDisk(files.disk, systemClock, (seconds) => this.#flushes.observe(seconds)),
      epoch,
      recovered,
      announce: async (known) => {
        while (this.#compacting !== undefined) await this.#compacting.ended;
        return owner.write([{ db: this.#folder.dbs.meta, key: 'log', value: encode(known) }]);
      },
      commit_wait_ms,
      lost_after_ms,
      lastOf: (subject) => tables.lastOf(subject),
      isOwner: () => owner.isCurrent(),
      fault: () => disk.trouble?.sentence ?? writer.fault(),
      refusal: () => {
        const trouble = disk.glance(writer.pageBytes(disk.usedBytes));
        return trouble?.sentence ?? writer.fault();
      },
      isAway: () => disk.trouble?.why === 'moved' || disk.dataMisplaced() !== undefined,
      mayTake: (subject) => !writer.isFull(subject),
      onSegment: (name) => disk.guardLog(join(files.path, name)),
      onLost,
    });
    const begun = await inTime(start_wait_ms, begin);
    if (!begun.ok) throw new Error(begun.sentence);
    const { log } = begun;
    log.applied(recovered.last);
    log.follow(recovered.last, (entry) => this.#recent.add(entry));
    writer.onFlushed((position) => {
      log.applied(position);
      log.taken();
    });
    this.#files = log;
    this.#endAging = systemClock.every(segment_age_max_ms, () => {
      void log.roll();
      // A check that was killed would hold pages of the data file for ever.
      this.#folder.dbs.root.readerCheck();
    });
  }

  /** Resolves when the tables are flushed. Rejects where the disk stops taking writes. */
  #flushed(): Promise<void> {
    const { tables, disk, over } = this.#deps;
    return new Promise((resolve, reject) => {
      over.addEventListener('abort', () => reject(over.reason as Error), { once: true });
      disk.onChanged(({ kind }) => {
        if (kind === 'stopped') reject(new Error(disk.trouble?.sentence));
      });
      void tables.writer.flush().then(resolve);
    });
  }

  async #close(): Promise<void> {
    const { tables, disk } = this.#deps;
    this.#endAging?.();
    // Without one the log closes in this very turn: nothing is taken after it.
    if (this.#compacting !== undefined) {
      this.#compacting.ending.abort(new Error('the server was stopped meanwhile'));
      await this.#compacting.ended;
    }
    const { writer } = tables;
    let ended: Promise<boolean> | undefined;
    await this.#files?.close(async () => {
      await (ended = writer.end());
      return writer.position;
    });
    await (ended ?? writer.end());
    // A write that hangs keeps the environment open until the process ends.
    if (!writer.isWriting) await this.#folder.dbs.root.close();
    disk.close();
    this.#folder.lock.release();
  }
}
