import type { Following, LogEntry, Position } from '../log.ts';

/**
 * Entries kept for followers that start a little before the last. Few, since a follower that starts
 * from the tables starts at the last one, and long-lived objects cost the garbage collector.
 */
const entries_max = 64;

/** The last entries of a log, and its followers. */
export class RecentEntries {
  readonly #entries: LogEntry[] = [];
  readonly #followers = new Set<(entry: LogEntry) => void>();
  /** All entries after this position are kept. */
  #from: Position;

  constructor(last: Position) {
    this.#from = last;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * entries_max) {
      const [dropped] = this.#entries.splice(0, entries_max).slice(-1);
      this.#from = dropped!.position;
    }
    for (const told of this.#followers) {
      try {
        told(entry);
      } catch (error) {
        this.#followers.delete(told);
        // A bug of the follower: the log goes on, and the error is reported as uncaught.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    if (after < this.#from) return { kind: 'too_old' };
    // All of this is synchronous: no entry can be appended in between.
    for (const entry of this.#entries) if (entry.position > after) told(entry);
    this.#followers.add(told);
    return { kind: 'following', stop: () => void this.#followers.delete(told) };
  }
}
