import type {
  CommitOutcome,
  Head,
  Loaded,
  Receipt,
  ResolveOutcome,
} from '../../actors/runtime/store.ts';
import type { Place } from '../../actors/queue/sort.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { claimJob, numberJob, lastNumber } from './claims.ts';
import { decode } from './codec.ts';
import { commitJob, storedRow } from './commit-job.ts';
import { dropReadTransaction, type Databases } from './databases.ts';
import { lastOffset, readFeed } from './feed.ts';
import { CommitCount, type CommitFigure } from './commit-count.ts';
import type { Damage } from './damage.ts';
import type { DiskWatch } from './disk/disk-watch.ts';
import { GroupCommit } from './group-commit.ts';
import { publicCount, readHistory } from './history.ts';
import type {
  ClaimKind,
  FeedPointer,
  HistoryRange,
  Journal,
  ListRange,
  PlacesRange,
  Put,
  SettledList,
  SettledQuery,
  SettledWindow,
  Space,
  TicketRecord,
  WordPlace,
  WordRange,
  WriteOutcome,
} from './journal.ts';
import { keyFits, numberKey, receiptKey } from './keys.ts';
import type { FolderLock } from './lock.ts';
import type { Owner } from './owner.ts';
import { pruneJob } from './prune-job.ts';
import { listRecords, readCursor, readRecord, recordsJob } from './records.ts';
import { headOf, ticketOf } from './row.ts';
import {
  readSettled,
  readSettledByWord,
  readSettledNumbers,
  readSettledOf,
  readSettledPlaces,
  readSettledWindow,
  settledAmong,
  storedCount,
} from './settled-index.ts';
import { listName } from './settled-lists.ts';
import type { Certain, Ended, Job } from './under-way.ts';

/** An open folder; with an owner it can be written. */
export interface OpenFolder {
  readonly dbs: Databases;
  readonly owner: Owner | undefined;
  readonly lock: FolderLock;
}

export interface FolderJournalParts {
  readonly folder: OpenFolder;
  readonly disk: DiskWatch;
  readonly damage: Damage;
  readonly epoch: string;
  readonly commit_wait_ms: number;
  readonly lost_after_ms: number;
  readonly onLost: (sentence: string) => void;
}

/** Rows read at once when all active tickets are listed; no read lasts longer than one page. */
const active_page_rows = 256;

type Verdict = Extract<CommitOutcome, { kind: 'durable' | 'fenced' }>;

/** The journal in one LMDB folder. `openLmdbJournal` makes one. */
export class FolderJournal implements Journal {
  readonly epoch: string;
  readonly #parts: FolderJournalParts;
  readonly #count = new CommitCount();
  #dbs: Databases;
  #lock: FolderLock;
  /** None while the folder can only be read. */
  #commits: GroupCommit | undefined;
  readonly #listeners = new Set<() => void>();
  /** What became of the commits that ended `unknown`, until the next commit of that ticket. */
  readonly #open = new Map<string, { head: Head; certain: Promise<Certain<Verdict>> }>();
  #lastNumber: number;
  #closed: Promise<void> | undefined;

  constructor(parts: FolderJournalParts) {
    this.epoch = parts.epoch;
    this.#parts = parts;
    this.#dbs = parts.folder.dbs;
    this.#lock = parts.folder.lock;
    this.#lastNumber = lastNumber(this.#dbs);
    this.reopened(parts.folder);
  }

  /** The same folder, opened anew: what could only be read can be written, or the other way round. */
  reopened({ dbs, owner, lock }: OpenFolder): void {
    this.#dbs = dbs;
    this.#lock = lock;
    this.#lastNumber = Math.max(this.#lastNumber, lastNumber(dbs));
    if (owner === undefined) return;
    this.#commits = new GroupCommit({
      ...this.#parts,
      dbs,
      owner,
      count: this.#count,
      lastOffset: lastOffset(dbs.feed),
      onReadFault: (error) => {
        dropReadTransaction(dbs.root);
        this.#parts.damage.met('what is written', error);
      },
      onFed: () => {
        for (const listener of this.#listeners) listener();
      },
    });
  }

  async load(id: string): Promise<Loaded<Ticket>> {
    return this.#read(`ticket ${id}`, () => {
      const row = keyFits(id) ? storedRow(this.#dbs, id) : undefined;
      if (row === undefined) return { state: undefined, head: 0 };
      return { state: ticketOf(row), head: headOf(row) };
    });
  }

  async commit(id: string, head: Head, record: TicketRecord): Promise<CommitOutcome> {
    const ended = await this.#submit(() => commitJob(this.#dbs, id, head, record));
    this.#open.delete(id);
    switch (ended.kind) {
      case 'written':
        return ended.value;
      case 'rejected':
        return ended;
      case 'unknown':
        this.#open.set(id, { head, certain: ended.certain });
        return { kind: 'unknown', cause: ended.cause };
    }
  }

  async resolve(id: string, head: Head): Promise<ResolveOutcome> {
    const open = this.#open.get(id);
    if (open?.head !== head) return { kind: 'rejected', cause: new Error('nothing was unknown') };
    const certain = await open.certain;
    switch (certain.kind) {
      case 'written':
        if (certain.value.kind === 'durable') return certain.value;
        return { kind: 'rejected', cause: new Error('somebody else wrote before') };
      case 'rejected':
        return certain;
      case 'lost':
        // Nothing may be told before the next start, and this process is about to end.
        return new Promise(() => {});
    }
  }

  receipt(id: string, key: string): Receipt | undefined {
    return this.#read(`ticket ${id}`, () => {
      if (!keyFits(id) || !keyFits(key)) return undefined;
      const value = this.#dbs.tickets.get(receiptKey(id, key));
      return value === undefined ? undefined : (decode(value) as Receipt);
    });
  }

  history(id: string, audience: Audience, range: HistoryRange): TicketEvent[] {
    return this.#read(`ticket ${id}`, () =>
      keyFits(id) ? readHistory(this.#dbs.tickets, id, audience, range) : [],
    );
  }

  publicCount(id: string, supportSeq: number): number {
    return this.#read(`ticket ${id}`, () =>
      keyFits(id) ? publicCount(this.#dbs.tickets, id, supportSeq) : 0,
    );
  }

  feed(after: number, limit: number): FeedPointer[] {
    return this.#read('the feed', () => readFeed(this.#dbs.feed, after, limit));
  }

  onFeed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cursor(projector: string): number {
    return this.#read('the cursors', () => readCursor(this.#dbs, projector));
  }

  advance(projector: string, offset: number, puts: readonly Put[]): Promise<WriteOutcome> {
    return this.#write(() => recordsJob(this.#dbs, puts, { projector, offset }));
  }

  *active(): Iterable<Summary> {
    let count = 0;
    let last: string | undefined;
    do {
      const range = this.#dbs.active.getRange({
        ...(last === undefined ? {} : { start: last, exclusiveStart: true }),
        limit: active_page_rows,
      });
      const rows = this.#read('the active tickets', () => [...range]);
      for (const { key, value } of rows) {
        const id = key as string;
        try {
          yield this.#read(`ticket ${id}`, () => summarize(ticketOf(value)));
        } catch {
          // It was told; the others are there.
        }
        last = id;
      }
      count = rows.length;
    } while (count === active_page_rows);
  }

  settled(query: SettledQuery): Summary[] {
    return this.#read('the lists', () => readSettled(this.#dbs, query));
  }

  settledNumbers(query: SettledQuery): number[] {
    return this.#read('the lists', () => readSettledNumbers(this.#dbs, query));
  }

  settledCount(list: SettledList = {}): number {
    return this.#read('the lists', () => storedCount(this.#dbs, listName(list)));
  }

  settledWindow(list: SettledList, window: SettledWindow): Summary[] {
    return this.#read('the lists', () => readSettledWindow(this.#dbs, list, window));
  }

  settledPlaces(list: SettledList, range: PlacesRange): Place[] {
    return this.#read('the lists', () => readSettledPlaces(this.#dbs, list, range));
  }

  settledAmong(numbers: readonly number[], lists: readonly SettledList[]): number[] {
    return this.#read('the lists', () => settledAmong(this.#dbs, numbers, lists));
  }

  settledByWord(beginning: string, range: WordRange): WordPlace[] {
    return this.#read('the lists', () => readSettledByWord(this.#dbs, beginning, range));
  }

  settledOf(numbers: readonly number[]): Summary[] {
    return this.#read('the lists', () => readSettledOf(this.#dbs, numbers));
  }

  idOfNumber(number: number): string | undefined {
    return this.#read('the lists', () => {
      const id = this.#dbs.index.get(numberKey(number));
      return id === undefined ? undefined : (decode(id) as string);
    });
  }

  get(space: Space, key: string): unknown {
    return this.#read('the records', () => readRecord(this.#dbs, space, key));
  }

  list(space: Space, range: ListRange): Array<{ key: string; value: unknown }> {
    return this.#read('the records', () => listRecords(this.#dbs, space, range));
  }

  write(puts: readonly Put[]): Promise<WriteOutcome> {
    return this.#write(() => recordsJob(this.#dbs, puts));
  }

  async claim(
    kind: ClaimKind,
    key: string,
    owner: string,
  ): Promise<'claimed' | 'taken' | 'rejected'> {
    const certain = await this.#certain(() => claimJob(this.#dbs, kind, key, owner));
    return certain.kind === 'written' ? certain.value : 'rejected';
  }

  async claimNumber(ticket: string): Promise<number | 'rejected'> {
    if (this.fault() !== undefined) return 'rejected';
    // Counted here and not where it is written, so that none is given twice whatever becomes of it.
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    const certain = await this.#certain(() => numberJob(this.#dbs, number, ticket));
    return certain.kind === 'written' ? certain.value : 'rejected';
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  skipNumbers(count: number): void {
    this.#lastNumber += count;
  }

  async prune(now: number): Promise<void> {
    for (let more = true; more;) {
      const certain = await this.#certain(() => pruneJob(this.#dbs, now));
      more = certain.kind === 'written' && certain.value.more;
    }
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

  #read<T>(what: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      dropReadTransaction(this.#dbs.root);
      this.#parts.damage.met(what, error);
      throw error;
    }
  }

  async #close(): Promise<void> {
    // A write that hangs keeps the environment; it ends with the process.
    if ((await this.#commits?.close()) !== false) await this.#dbs.root.close();
    this.#parts.disk.close();
    this.#lock.release();
  }

  async #write(make: () => Job<void>): Promise<WriteOutcome> {
    const certain = await this.#certain(make);
    switch (certain.kind) {
      case 'written':
        return { kind: 'durable' };
      case 'rejected':
        return certain;
      case 'lost':
        return { kind: 'rejected', cause: new Error('the data folder is lost to this server') };
    }
  }

  async #certain<T>(make: () => Job<T>): Promise<Certain<T>> {
    const ended = await this.#submit(make);
    return ended.kind === 'unknown' ? ended.certain : ended;
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
