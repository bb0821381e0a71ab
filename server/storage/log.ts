/**
 * The log: where changes become durable. Everything that keeps state in memory or sends events
 * follows it. One suite of contract tests runs on every implementation.
 */
export interface Log {
  /** Made with the data folder. Positions of another epoch are not valid here. */
  readonly epoch: string;

  /**
   * Writes one entry atomically. While the outcome of another entry of the subject is open it waits
   * for that, or is rejected. The promise never rejects.
   */
  append(append: Append): Promise<Appended>;
  /**
   * After `unknown`, and before anything else is done with that subject: waits until it is certain
   * whether the entry was written. Never rejects.
   */
  resolve(subject: string): Promise<Resolved>;

  /**
   * Delivers every entry after `after`, in order of position, once it is durable. `told` is called
   * at once with those that are still kept, then with new ones; an entry is delivered before its
   * own `append` resolves. `told` must not throw: a follower that does is dropped, others and
   * callers of `append` are not affected, and the error is reported as uncaught.
   */
  follow(after: Position, told: (entry: LogEntry) => void): Following;

  /** The position of the last entry of a subject; 0 where there is none. */
  lastOf(subject: string): Position;
  /** The position of the last durable entry. */
  readonly last: Position;

  /** Why nothing can be appended at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined;
  /** Accepts nothing more. Resolves when all accepted writes have ended. */
  close(): Promise<void>;
}

/** Positions of entries rise, may have gaps, and are never reused. They begin at 1. */
export type Position = number;

export interface Append {
  /** What the entry is about, such as `ticket.ID`. Entries of one subject build on each other. */
  readonly subject: string;
  /**
   * The expected position of the subject's last entry; 0 for none. Left out for markers, which
   * merge with what was written before.
   */
  readonly expected?: Position;
  /** As `encodeEntry` made them, at most `entry_bytes_max`. */
  readonly bytes: Uint8Array;
}

export type Appended =
  /** On disk, and delivered to all followers here. Only then may anybody be answered. */
  | { readonly kind: 'durable'; readonly position: Position }
  /** Another entry of the subject was written before; `last` is its position. */
  | { readonly kind: 'conflict'; readonly last: Position }
  /** Certainly not written, now or later. */
  | { readonly kind: 'rejected'; readonly cause: unknown }
  /** May or may not have been written. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

export type Resolved = Exclude<Appended, { kind: 'unknown' }>;

export interface LogEntry {
  readonly position: Position;
  readonly subject: string;
  readonly bytes: Uint8Array;
}

export type Following =
  | { readonly kind: 'following'; stop(): void }
  /** Entries after that position are no longer all kept. */
  | { readonly kind: 'too_old' };

/** Bounds of a log. */
export const logLimits = {
  /** One entry: one atomic change. */
  entry_bytes_max: 256 * 1024,
} as const;

/** The subject of a ticket. */
export function ticketSubject(id: string): string {
  return `${ticket_prefix}${id}`;
}

/** The ticket of a subject; undefined for other subjects. */
export function ticketOfSubject(subject: string): string | undefined {
  return subject.startsWith(ticket_prefix) ? subject.slice(ticket_prefix.length) : undefined;
}

const ticket_prefix = 'ticket.';

/** The subject of markers, whose entries are merged without a condition. */
export const markers_subject = 'markers';
