import type {
  Append,
  Appended,
  Following,
  Log,
  LogEntry,
  Position,
  Resolved,
} from '../../server/storage/log.ts';
import { RecentEntries } from '../../server/storage/log/recent-entries.ts';
import type { Chance } from './seed.ts';

/** Turns of the event loop that one entry, or one append, is on its way at most. */
const turns_max = 6;
/** Of so many appends one ends unknown at first. */
const unknown_each = 24;

/** An append that ended unknown, and how it ended. */
interface Open {
  readonly certain: Resolved;
  readonly resolved: Promise<void>;
  close(): void;
}

/**
 * One process' way to a log that others write to as well: what is appended gets there after a while,
 * now and then nobody hears whether it did, and each entry comes after a while of its own, in its
 * order. Without any chance it is the log itself.
 */
export class DelayedLog implements Log {
  readonly #inner: Log;
  readonly #chance: Chance;
  /** Came from the log, and is to be told here. */
  readonly #coming: LogEntry[] = [];
  /** What was told here. */
  readonly #recent: RecentEntries;
  #isFollowed = false;
  readonly #waiting: Array<{ readonly position: Position; readonly told: () => void }> = [];
  readonly #open = new Map<string, Open>();
  /** Appends whose end is not certain. */
  readonly #underWay = new Set<Promise<unknown>>();
  /** All appends before are with the log: they get there in the order of asking. */
  #sent = Promise.resolve();
  /** Up to where all was told here. */
  #told: Position;
  /** Appends that ended unknown, or are about to. Nothing is told above an open one. */
  #unknown = 0;
  #isTelling = false;
  #isHeld = false;
  #isClosed = false;

  constructor(inner: Log, chance: Chance) {
    this.#inner = inner;
    this.#chance = chance;
    this.#told = inner.last;
    this.#recent = new RecentEntries(this.#told);
    inner.follow(this.#told, (entry) => {
      this.#coming.push(entry);
      void this.#tellAll();
    });
  }

  get epoch(): string {
    return this.#inner.epoch;
  }

  get last(): Position {
    return this.#inner.last;
  }

  /** Whether all that is durable was told here. */
  get isQuiet(): boolean {
    return this.#coming.length === 0 && this.#underWay.size === 0;
  }

  /** Nothing is told here until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    void this.#tellAll();
  }

  append(wish: Append): Promise<Appended> {
    if (this.#isClosed) {
      return Promise.resolve({ kind: 'rejected', cause: new Error('the log is closed') });
    }
    const { subject } = wish;
    this.#sent = this.#sent.then(async () => {
      await this.#while();
      await this.#open.get(subject)?.resolved;
    });
    const appended = this.#sent.then(() => this.#append(wish));
    const ended = appended.then(() => this.#open.get(subject)?.resolved);
    this.#underWay.add(ended);
    void ended.then(() => this.#underWay.delete(ended));
    return appended;
  }

  async resolve(subject: string): Promise<Resolved> {
    const open = this.#open.get(subject);
    if (open === undefined) return this.#inner.resolve(subject);
    await this.#while();
    this.#open.delete(subject);
    this.#unknown -= 1;
    open.close();
    void this.#tellAll();
    if (open.certain.kind === 'durable') await this.#toldUpTo(open.certain.position);
    return open.certain;
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    const following = this.#recent.follow(after, told);
    this.#isFollowed ||= following.kind === 'following';
    void this.#tellAll();
    return following;
  }

  lastOf(subject: string): Position {
    return this.#inner.lastOf(subject);
  }

  fault(): string | undefined {
    return this.#isClosed ? 'the log is closed' : this.#inner.fault();
  }

  /** Closes this way to it; the log itself goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#underWay);
  }

  async #append(wish: Append): Promise<Appended> {
    const isUnknown = this.#chance.below(unknown_each) === unknown_each - 1;
    if (isUnknown) this.#unknown += 1;
    const appended = await this.#inner.append(wish);
    if (isUnknown && appended.kind !== 'unknown') {
      let close = (): void => {};
      const resolved = new Promise<void>((resolve) => (close = resolve));
      this.#open.set(wish.subject, { certain: appended, resolved, close });
      return { kind: 'unknown', cause: new Error('nobody heard how it ended') };
    }
    if (appended.kind === 'durable') await this.#toldUpTo(appended.position);
    return appended;
  }

  #toldUpTo(position: Position): Promise<void> {
    if (position <= this.#told) return Promise.resolve();
    return new Promise((told) => this.#waiting.push({ position, told }));
  }

  get #mayTell(): boolean {
    return this.#coming.length > 0 && this.#isFollowed && this.#unknown === 0 && !this.#isHeld;
  }

  async #tellAll(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#mayTell) {
      await this.#while();
      // Several that come together are told in one go.
      for (let count = 1 + this.#chance.below(3); count > 0 && this.#mayTell; count -= 1) {
        this.#tell(this.#coming.shift()!);
      }
    }
    this.#isTelling = false;
  }

  #tell(entry: LogEntry): void {
    this.#recent.add(entry);
    this.#told = entry.position;
    for (const one of [...this.#waiting]) {
      if (one.position > this.#told) continue;
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.told();
    }
  }

  async #while(): Promise<void> {
    for (let turns = this.#chance.below(turns_max + 1); turns > 0; turns -= 1) {
      await new Promise((next) => setImmediate(next));
    }
  }
}
