import type {
  Append,
  Appended,
  Following,
  Log,
  LogEntry,
  Position,
  Resolved,
} from '../../server/storage/log.ts';
import type { Chance } from './seed.ts';

/** Turns of the event loop that one entry, or one append, is on its way at most. */
const turns_max = 6;

/**
 * One process' way to a log that others write to as well: what is appended gets there after a while,
 * and each entry comes after a while of its own, in its order.
 */
export class DelayedLog implements Log {
  readonly #inner: Log;
  readonly #chance: Chance;
  /** Came from the log, and is to be told here. */
  readonly #coming: LogEntry[] = [];
  readonly #followers = new Set<(entry: LogEntry) => void>();
  readonly #waiting: Array<{ readonly position: Position; readonly told: () => void }> = [];
  /** By subject: the append before. Whatever is open on a subject, the next waits for its end. */
  readonly #open = new Map<string, Promise<unknown>>();
  /** Up to where all was told here. */
  #told: Position;
  #isTelling = false;
  #isHeld = false;
  #isClosed = false;

  constructor(inner: Log, chance: Chance) {
    this.#inner = inner;
    this.#chance = chance;
    this.#told = inner.last;
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
    return this.#coming.length === 0 && this.#open.size === 0;
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
      return Promise.resolve({ kind: 'rejected', cause: new Error('the journal is closed') });
    }
    const { subject } = wish;
    const before = this.#open.get(subject) ?? Promise.resolve();
    const appended = before.then(() => this.#append(wish));
    this.#open.set(subject, appended);
    return appended.finally(() => {
      if (this.#open.get(subject) === appended) this.#open.delete(subject);
    });
  }

  resolve(subject: string): Promise<Resolved> {
    return this.#inner.resolve(subject);
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    if (after !== this.#told) return { kind: 'too_old' };
    this.#followers.add(told);
    void this.#tellAll();
    return { kind: 'following', stop: () => void this.#followers.delete(told) };
  }

  lastOf(subject: string): Position {
    return this.#inner.lastOf(subject);
  }

  fault(): string | undefined {
    return this.#isClosed ? 'the journal is closed' : this.#inner.fault();
  }

  /** Closes this way to it; the log itself goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#open.values());
  }

  async #append(wish: Append): Promise<Appended> {
    await this.#while();
    const appended = await this.#inner.append(wish);
    if (appended.kind === 'durable') await this.#toldUpTo(appended.position);
    return appended;
  }

  #toldUpTo(position: Position): Promise<void> {
    if (position <= this.#told) return Promise.resolve();
    return new Promise((told) => this.#waiting.push({ position, told }));
  }

  async #tellAll(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#coming.length > 0 && this.#followers.size > 0 && !this.#isHeld) {
      await this.#while();
      // Several that come together are told in one go.
      for (let count = 1 + this.#chance.below(3); count > 0 && !this.#isHeld; count -= 1) {
        const entry = this.#coming.shift();
        if (entry !== undefined) this.#tell(entry);
      }
    }
    this.#isTelling = false;
  }

  #tell(entry: LogEntry): void {
    for (const told of this.#followers) told(entry);
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
