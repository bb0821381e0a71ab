import type { Following, LogEntry, Position } from '../log.ts';

/**
 * Entries that are kept for who follows from a little before the last. Few: whoever follows from the
 * tables begins at the last one, and what is kept for long costs the garbage collector.
 */
const entries_max = 64;

/** The last entries of a log, and who follows it. */
export class RecentEntries {
  readonly #entries: LogEntry[] = [];
  readonly #followers = new Set<(entry: LogEntry) => void>();
  /** All entries above this one are kept. */
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
        // A bug: not of the log, which goes on, but nobody else would hear of it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    if (after < this.#from) return { kind: 'too_old' };
    // Added before, so that what is appended meanwhile comes too; nothing comes in between.
    for (const entry of this.#entries) if (entry.position > after) told(entry);
    this.#followers.add(told);
    return { kind: 'following', stop: () => void this.#followers.delete(told) };
  }
}
