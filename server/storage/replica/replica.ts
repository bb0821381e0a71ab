import { Listeners } from '../../../actors/runtime/listeners.ts';
import type { Applied } from '../applied.ts';
import { encodeEntry, type Entry } from '../log/entry.ts';
import type { Appended, Log, LogEntry, Position, Resolved } from '../log.ts';
import type { Tables } from '../tables.ts';

export interface ReplicaDeps {
  readonly log: Log;
  readonly tables: Tables;
  /**
   * Called with the entry that could not be applied, and with what a listener threw. Must not
   * throw.
   */
  onFault(error: unknown): void;
}

/** An entry that could not be applied, such as one of a later version. */
export class EntryFault extends Error {
  readonly position: Position;
  readonly subject: string;

  constructor({ position, subject }: LogEntry, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `Entry ${position} of the log, of ${subject}, cannot be applied, and nothing after it is read or told: ${why}.`,
      { cause },
    );
    this.position = position;
    this.subject = subject;
  }
}

interface Waiting {
  readonly position: Position;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * One process's copy of the log: its tables, kept up to date, and the listeners for each entry.
 * Several replicas may follow one log. An entry that is appended here is delivered here before
 * `append` resolves, after all entries before it.
 *
 * An entry that cannot be applied is never skipped: the replica stays as it was before that entry,
 * reports it, and takes nothing more.
 */
export class Replica {
  readonly log: Log;
  readonly tables: Tables;
  readonly #onFault: (error: unknown) => void;
  readonly #taken = new Listeners<[applied: Applied]>();
  readonly #applied: Listeners<[applied: Applied]>;
  readonly #waiting: Waiting[] = [];
  #position: Position;
  /** Why it has stopped following. */
  #end: Error | undefined;
  #unfollow: () => void = () => {};

  /** Follows from the position of the tables. Throws when the log does not reach back that far. */
  constructor({ log, tables, onFault }: ReplicaDeps) {
    this.log = log;
    this.tables = tables;
    this.#onFault = onFault;
    this.#applied = new Listeners(onFault);
    this.#position = tables.position;
    const following = log.follow(this.#position, (entry) => this.#apply(entry));
    if (following.kind === 'too_old') {
      throw new Error(`The log does not reach back to position ${this.#position}.`);
    }
    this.#unfollow = following.stop;
    if (this.#end !== undefined) this.#unfollow();
  }

  /** The position up to which all is applied and delivered here. */
  get position(): Position {
    return this.#position;
  }

  /** Why nothing can be appended here at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined {
    return this.#end?.message ?? this.log.fault();
  }

  /**
   * Adds a taker, which updates memory with each entry before listeners are called. If it throws,
   * memory no longer matches the log: following ends, as at an entry that cannot be applied.
   * Returns a function to remove it.
   */
  onTaken(taker: (applied: Applied) => void): () => void {
    return this.#taken.add(taker);
  }

  /**
   * Adds a listener for each entry, in the order of the log, once it can be read. Returns a
   * function to remove it.
   */
  onApplied(listener: (applied: Applied) => void): () => void {
    return this.#applied.add(listener);
  }

  /**
   * As `Log.append`, and rejects what is not plain data. Everything is rejected once following has
   * ended; an entry that became durable at that moment still counts as durable, and `fault` says
   * that it was not delivered here.
   */
  async append(subject: string, expected: Position | undefined, entry: Entry): Promise<Appended> {
    if (this.#end !== undefined) return { kind: 'rejected', cause: this.#end };
    let bytes: Uint8Array;
    try {
      bytes = encodeEntry(subject, entry);
    } catch (cause) {
      return { kind: 'rejected', cause };
    }
    const wish = expected === undefined ? { subject, bytes } : { subject, expected, bytes };
    try {
      this.tables.prepare(wish);
    } catch (cause) {
      return { kind: 'rejected', cause };
    }
    const appended = await this.log.append(wish);
    return this.#isTold(appended) ? appended : this.#told(appended);
  }

  /** As `Log.resolve`. */
  async resolve(subject: string): Promise<Resolved> {
    return this.#told(await this.log.resolve(subject));
  }

  /**
   * Resolves when every entry up to this position is delivered here. Rejects when that will never
   * be.
   */
  followed(position: Position): Promise<void> {
    if (position <= this.#position) return Promise.resolve();
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((done, failed) => this.#waiting.push({ position, done, failed }));
  }

  /** How many positions are durable and not delivered here yet. */
  get behind(): number {
    return Math.max(0, this.log.last - this.#position);
  }

  /** Resolves when all that is durable now is delivered here. Rejects as `followed`. */
  caughtUp(): Promise<void> {
    return this.followed(this.log.last);
  }

  stop(): void {
    this.#stopFor(new Error('the log is followed no more'));
  }

  #isTold(appended: Appended): boolean {
    return appended.kind !== 'durable' || appended.position <= this.#position;
  }

  async #told<T extends Appended>(appended: T): Promise<T> {
    if (appended.kind === 'durable') await this.followed(appended.position).catch(() => {});
    return appended;
  }

  #apply(entry: LogEntry): void {
    if (this.#end !== undefined) return;
    let applied: Applied;
    try {
      applied = this.tables.apply(entry);
      this.#taken.tell(applied);
    } catch (cause) {
      const fault = new EntryFault(entry, cause);
      this.#stopFor(fault);
      this.#onFault(fault);
      return;
    }
    this.#position = applied.position;
    this.#applied.tell(applied);
    this.#wake();
  }

  #wake(): void {
    for (let i = this.#waiting.length - 1; i >= 0; i -= 1) {
      const { position, done } = this.#waiting[i]!;
      if (position > this.#position) continue;
      this.#waiting.splice(i, 1);
      done();
    }
  }

  #stopFor(why: Error): void {
    if (this.#end !== undefined) return;
    this.#end = why;
    this.#unfollow();
    for (const { failed } of this.#waiting.splice(0)) failed(why);
  }
}
