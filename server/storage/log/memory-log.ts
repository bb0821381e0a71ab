import { nanoid } from 'nanoid';
import { checkAppend } from './log-checks.ts';
import type { Append, Appended, Following, Log, LogEntry, Position, Resolved } from '../log.ts';
import { RecentEntries } from './recent-entries.ts';

/** A log in memory, for tests. Several replicas may follow it. */
export class MemoryLog implements Log {
  readonly epoch = nanoid();
  readonly #recent = new RecentEntries(0);
  readonly #lasts = new Map<string, Position>();
  #last: Position = 0;
  #isClosed = false;

  async append({ subject, expected, bytes }: Append): Promise<Appended> {
    try {
      checkAppend(subject, bytes);
    } catch (cause) {
      return { kind: 'rejected', cause };
    }
    if (this.#isClosed) return { kind: 'rejected', cause: new Error('the log is closed') };
    // The write completes only after the caller went on, as with a disk.
    await Promise.resolve();
    const last = this.lastOf(subject);
    if (expected !== undefined && expected !== last) return { kind: 'conflict', last };
    this.#last += 1;
    const position = this.#last;
    this.#lasts.set(subject, position);
    // Copied, so that each follower decodes it, as if it came from another process.
    this.#recent.add({ position, subject, bytes: Buffer.from(bytes) });
    return { kind: 'durable', position };
  }

  async resolve(): Promise<Resolved> {
    return { kind: 'rejected', cause: new Error('nothing was unknown') };
  }

  follow(after: Position, told: (entry: LogEntry) => void): Following {
    return this.#recent.follow(after, told);
  }

  lastOf(subject: string): Position {
    return this.#lasts.get(subject) ?? 0;
  }

  get last(): Position {
    return this.#last;
  }

  fault(): string | undefined {
    return this.#isClosed ? 'the log is closed' : undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.resolve();
  }
}
