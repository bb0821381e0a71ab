import { apply, turnEffects, type TurnEffects } from './apply.ts';
import type { Batch } from './batch.ts';
import { checkAppend } from './bounds.ts';
import { CommitCount, type CommitFigure } from './commit-count.ts';
import type { Damage } from './damage.ts';
import { dropReadTransaction, type LmdbDatabases } from './databases.ts';
import type { DiskWatch } from './disk/disk-watch.ts';
import { decodeEntry, type Entry } from './entry.ts';
import { GroupCommit } from './group-commit.ts';
import type { LmdbTables } from './lmdb-tables.ts';
import type { FolderLock } from './lock.ts';
import {
  ticketOfSubject,
  type Append,
  type Appended,
  type Following,
  type Log,
  type LogEntry,
  type Position,
  type Resolved,
} from './log.ts';
import type { Owner } from './owner.ts';
import { RecentEntries } from './recent-entries.ts';
import type { Certain, Ended, Job } from './under-way.ts';
import { View } from './view.ts';

/** An open folder; with an owner it can be written. */
export interface OpenFolder {
  readonly dbs: LmdbDatabases;
  readonly owner: Owner | undefined;
  readonly lock: FolderLock;
}

export interface LmdbLogParts {
  readonly folder: OpenFolder;
  readonly tables: LmdbTables;
  readonly disk: DiskWatch;
  readonly damage: Damage;
  readonly epoch: string;
  readonly commit_wait_ms: number;
  readonly lost_after_ms: number;
  readonly onLost: (sentence: string) => void;
}

type Verdict = Extract<Appended, { kind: 'durable' | 'conflict' }>;

/**
 * The log of one LMDB folder. It has no file of its own: what an entry makes of the tables and its
 * position are one LMDB transaction with whatever else waits, and its bytes are kept in memory until
 * whoever follows had them. `openLmdb` makes one.
 */
export class LmdbLog implements Log {
  readonly epoch: string;
  readonly #parts: LmdbLogParts;
  readonly #count = new CommitCount();
  readonly #recent: RecentEntries;
  #dbs: LmdbDatabases;
  #lock: FolderLock;
  /** None while the folder can only be read. */
  #commits: GroupCommit | undefined;
  #view!: View;
  /** What became of appends that ended `unknown`, until the next one of that subject is written. */
  readonly #open = new Map<string, Promise<Certain<Verdict>>>();
  #last: Position;
  #closed: Promise<void> | undefined;

  constructor(parts: LmdbLogParts) {
    this.epoch = parts.epoch;
    this.#parts = parts;
    this.#dbs = parts.folder.dbs;
    this.#lock = parts.folder.lock;
    this.reopened(parts.folder);
    this.#last = parts.tables.position;
    this.#recent = new RecentEntries(this.#last);
  }

  /** The same folder, opened anew: what could only be read can be written, or the other way round. */
  reopened({ dbs, owner, lock }: OpenFolder): void {
    this.#dbs = dbs;
    this.#lock = lock;
    if (owner !== undefined) {
      this.#commits = new GroupCommit({
        ...this.#parts,
        dbs,
        owner,
        count: this.#count,
        last: new View(dbs).storedPosition(),
        onReadFault: (error) => {
          dropReadTransaction(dbs.root);
          this.#parts.damage.met('what is written', error);
        },
        onWritten: (batch) => this.#written(batch),
      });
    }
    this.#view = this.#parts.tables.opened(dbs, this.#commits);
  }

  async append({ subject, expected, bytes }: Append): Promise<Appended> {
    const ended = await this.#submit(() => this.#job(subject, expected, bytes));
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

  async resolve(subject: string): Promise<Resolved> {
    const certain = await this.#open.get(subject);
    switch (certain?.kind) {
      case undefined:
        return { kind: 'rejected', cause: new Error('nothing was unknown') };
      case 'written':
        return certain.value;
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
    return this.#parts.tables.lastOf(subject);
  }

  get last(): Position {
    return this.#last;
  }

  fault(): string | undefined {
    if (this.#closed !== undefined) return 'the journal is closed';
    return this.#commits === undefined
      ? (this.#parts.disk.trouble?.sentence ?? 'the data folder is just being opened')
      : this.#commits.fault();
  }

  /** How the writes so far ended. */
  commitFigures(): CommitFigure[] {
    return this.#count.figures();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** All that can be wrong with an entry comes to light here, before anything is written. */
  #job(subject: string, expected: Position | undefined, bytes: Uint8Array): Job<Verdict> {
    checkAppend(subject, bytes);
    const entry = decodeEntry(bytes);
    const effects = this.#early(subject, expected, entry);
    const join = (batch: Batch): Verdict => {
      if (expected !== undefined) {
        const last = this.#view.lastOf(batch, subject);
        if (last !== expected) return { kind: 'conflict', last };
      }
      const applied = apply(this.#view, batch, subject, entry, () => batch.next(), effects);
      const { position } = applied;
      batch.entries.push({ entry: { position, subject, bytes }, applied });
      return { kind: 'durable', position };
    };
    return { bytes: bytes.length, subject, isConditional: expected !== undefined, join };
  }

  /** What a turn will come to if nobody wrote before it: most of the work is done while the disk is busy. */
  #early(subject: string, expected: Position | undefined, entry: Entry): TurnEffects | undefined {
    const id = ticketOfSubject(subject);
    if (id === undefined || expected === undefined || entry.type !== 'turn') return undefined;
    const before = expected === 0 ? null : this.#view.ticketAt(id, expected);
    return before === undefined ? undefined : turnEffects(id, before, entry);
  }

  /** Everybody is told before whoever wrote is answered. */
  #written(batch: Batch): void {
    this.#parts.tables.written(batch);
    for (const { entry } of batch.entries) {
      this.#last = entry.position;
      this.#recent.add(entry);
    }
    this.#parts.tables.told();
  }

  async #close(): Promise<void> {
    // A write that hangs keeps the environment; it ends with the process.
    if ((await this.#commits?.close()) !== false) await this.#dbs.root.close();
    this.#parts.disk.close();
    this.#lock.release();
  }

  /** `make` throws for what can never be stored. */
  async #submit<T>(make: () => Job<T>): Promise<Ended<T>> {
    try {
      if (this.#commits !== undefined) return await this.#commits.submit(make());
      this.#count.add('rejected', 0);
      return { kind: 'rejected', cause: new Error(this.fault()) };
    } catch (cause) {
      return { kind: 'rejected', cause };
    }
  }
}
