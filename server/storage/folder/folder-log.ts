import { dirname, join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import type { HistogramFigure } from '../../platform/figure.ts';
import { Histogram } from '../../platform/histogram.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import { decode, encode } from '../packed/codec.ts';
import type { BehindTables } from '../behind/behind-tables.ts';
import { CommitCount, type CommitFigure } from '../log/commit-count.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import { boundedDisk, inTime } from '../file-log/bounded-disk.ts';
import type { LogDisk } from '../file-log/disk.ts';
import { FileLog } from '../file-log/file-log.ts';
import { any_segment, type KnownSegments } from '../file-log/known-segments.ts';
import { recover, type Recovered } from '../file-log/recover.ts';
import { timedDisk } from '../file-log/timed-disk.ts';
import type { FolderLock } from './lock.ts';
import { settledSnapshot, type SettledSnapshot } from './settled-snapshot.ts';
import type { Append, Appended, Following, Log, LogEntry, Position, Resolved } from '../log.ts';
import type { Owner } from '../lmdb/owner.ts';
import { RecentEntries } from '../log/recent-entries.ts';
import { EntryFault } from '../replica/replica.ts';

/** An open folder; with an owner it can be written. */
export interface OpenFolder {
  readonly dbs: LmdbDatabases;
  readonly owner: Owner | undefined;
  readonly lock: FolderLock;
}

export interface FolderLogDeps {
  readonly folder: OpenFolder;
  /** The disk of the log, and its folder. */
  readonly files: { readonly path: string; readonly disk: LogDisk };
  readonly tables: BehindTables;
  readonly disk: DiskWatch;
  readonly epoch: string;
  readonly commit_wait_ms: number;
  readonly lost_after_ms: number;
  readonly start_wait_ms: number;
  readonly onLost: (sentence: string) => void;
  readonly onWarning: (sentence: string) => void;
  /** Aborted once the tables are lost. */
  readonly over: AbortSignal;
}

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
    const recovered = await applied(deps, deps.folder);
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
      const recovered = await applied(this.#deps, folder);
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
  snapshot(signal: AbortSignal): Promise<SettledSnapshot> {
    const { tables, disk, files } = this.#deps;
    const { dbs, owner } = this.#folder;
    const path = join(dirname(files.path), 'data.mdb');
    return settledSnapshot({ path, root: dbs.root, owner, writer: tables.writer, disk }, signal);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #begin(owner: Owner, recovered: Recovered): Promise<void> {
    const { tables, files, disk, epoch, onLost } = this.#deps;
    const { commit_wait_ms, lost_after_ms, start_wait_ms } = this.#deps;
    const { writer } = tables;
    const { meta } = this.#folder.dbs;
    await this.#flushed();
    const begin = FileLog.begin({
      disk: timedDisk(files.disk, systemClock, (seconds) => this.#flushes.observe(seconds)),
      epoch,
      recovered,
      announce: (known) => owner.write([{ db: meta, key: 'log', value: encode(known) }]),
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
    this.#endAging = systemClock.every(segment_age_max_ms, () => void log.roll());
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

const todo =
  'To go on, start a version of Shardbell that can, or put a backup of the whole data folder in its place';

/** Applies the entries that the tables lack. Rejects, saying why not. */
async function applied(
  { files, epoch, tables, start_wait_ms, onWarning }: FolderLogDeps,
  { dbs, owner }: OpenFolder,
): Promise<Recovered> {
  const recovery = await recover({
    disk: boundedDisk(files.disk, start_wait_ms),
    epoch,
    after: tables.writer.position,
    known: knownSegments(dbs.meta),
    mayWrite: owner !== undefined,
  });
  if (!recovery.ok) throw new Error(recovery.sentence);
  for (const warning of recovery.recovered.warnings) onWarning(warning);
  for (const entry of recovery.recovered.entries) {
    if (entry.position <= tables.position) continue;
    try {
      tables.apply(entry);
    } catch (cause) {
      throw new Error(`${new EntryFault(entry, cause).message} ${todo}.`, { cause });
    }
  }
  return recovery.recovered;
}

function knownSegments(meta: LmdbDatabases['meta']): KnownSegments | undefined {
  const stored = meta.get('log');
  if (stored === undefined) return undefined;
  const known = decode(stored) as KnownSegments | 1;
  return known === 1 ? any_segment : known;
}
