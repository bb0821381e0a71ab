import type { Applied } from './apply.ts';
import { encodeEntry, type Entry } from './entry.ts';
import type { Appended, Log, Position, Resolved } from './log.ts';
import type { Tables } from './tables.ts';

export interface ReplicaParts {
  readonly log: Log;
  readonly tables: Tables;
  /** Hears why an entry could not be applied, or what a listener threw. */
  onFault(error: unknown): void;
}

/**
 * What one process holds of the log: its tables, kept up to date, and whoever is to be told of each
 * entry. Several replicas may follow one log. What is appended here is told here before the append
 * ends, after all that was written before it.
 */
export class Replica {
  readonly log: Log;
  readonly tables: Tables;
  readonly #onFault: (error: unknown) => void;
  readonly #listeners = new Set<(applied: Applied) => void>();
  readonly #waiting: Array<{ readonly position: Position; readonly done: () => void }> = [];
  #position: Position;
  #stop: () => void = () => {};

  /** Follows from where the tables are. Throws when the log does not reach back that far. */
  constructor({ log, tables, onFault }: ReplicaParts) {
    this.log = log;
    this.tables = tables;
    this.#onFault = onFault;
    this.#position = tables.position;
    const following = log.follow(this.#position, (entry) => {
      const applied = tables.apply(entry);
      this.#position = applied.position;
      for (const listener of this.#listeners) this.#tell(listener, applied);
      this.#wake();
    });
    if (following.kind === 'too_old') {
      throw new Error(`The log does not reach back to position ${this.#position}.`);
    }
    this.#stop = following.stop;
  }

  /** Up to where all was applied and told here. */
  get position(): Position {
    return this.#position;
  }

  /** Hears of each entry, in the order of the log, once it can be read. Returns how to stop. */
  onApplied(listener: (applied: Applied) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As `Log.append`; throws for what is no plain data. */
  async append(subject: string, expected: Position | undefined, entry: Entry): Promise<Appended> {
    const bytes = encodeEntry(subject, entry);
    const wish = expected === undefined ? { subject, bytes } : { subject, expected, bytes };
    return this.#followed(await this.log.append(wish));
  }

  /** As `Log.resolve`. */
  async resolve(subject: string): Promise<Resolved> {
    return this.#followed(await this.log.resolve(subject));
  }

  /** Resolves when every entry up to this position was told here. */
  followed(position: Position): Promise<void> {
    if (position <= this.#position) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ position, done }));
  }

  /** Resolves when all that was durable when it was asked was told here. */
  caughtUp(): Promise<void> {
    return this.followed(this.log.last);
  }

  stop(): void {
    this.#stop();
  }

  async #followed<T extends Appended>(appended: T): Promise<T> {
    if (appended.kind === 'durable' && appended.position > this.#position) {
      await this.followed(appended.position);
    }
    return appended;
  }

  #tell(listener: (applied: Applied) => void, applied: Applied): void {
    try {
      listener(applied);
    } catch (error) {
      this.#onFault(error);
    }
  }

  #wake(): void {
    for (let i = this.#waiting.length - 1; i >= 0; i -= 1) {
      const { position, done } = this.#waiting[i]!;
      if (position > this.#position) continue;
      this.#waiting.splice(i, 1);
      done();
    }
  }
}
