/**
 * The log: where facts become durable, and the one way out. Whoever keeps something in memory or
 * tells somebody follows it. One suite of contract tests runs on every implementation.
 */
export interface Log {
  /** Made with the data folder; a position of another epoch means nothing here. */
  readonly epoch: string;

  /**
   * Writes one entry, wholly or not at all. While the outcome of one of the same subject is open it
   * waits for that, or is rejected. Never rejects its promise.
   */
  append(append: Append): Promise<Appended>;
  /**
   * After `unknown`, and before anything else happens on that subject: waits until it is certain
   * whether the entry was written. Never rejects.
   */
  resolve(subject: string): Promise<Resolved>;

  /**
   * Every entry above `after`, in order of position, once it is durable and never before one below
   * it. `told` is called at once with what is kept of them, then as they come; an own entry is told
   * before its `append` resolves. It must not throw: a follower that does is told nothing more, the
   * others and whoever appends do not notice, and the error comes up as one that nobody caught.
   */
  follow(after: Position, told: (entry: LogEntry) => void): Following;

  /** The position of the last entry of a subject; 0 where there is none. */
  lastOf(subject: string): Position;
  /** The position of the last entry of all that is durable. */
  readonly last: Position;

  /** Why nothing can be appended at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined;
  /** Takes nothing more. Resolves when all that was taken has ended. */
  close(): Promise<void>;
}

/** Positions of entries rise, may have gaps, and are never reused. They begin at 1. */
export type Position = number;

export interface Append {
  /** What the entry is about, such as `ticket.ID`: entries of one subject are decided one on another. */
  readonly subject: string;
  /**
   * The position of the subject's last entry, which must still be that; 0 where there was none. Left
   * out for what only grows: that merges with whatever was written before.
   */
  readonly expected?: Position;
  /** As `encodeEntry` made them, at most `entry_bytes_max`. */
  readonly bytes: Uint8Array;
}

export type Appended =
  /** On disk, and told to everybody who follows here. Only this lets replies out. */
  | { readonly kind: 'durable'; readonly position: Position }
  /** Somebody wrote before: `last` is the position of that. */
  | { readonly kind: 'conflict'; readonly last: Position }
  /** Certainly not written, and never to appear later. */
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
  /** What comes after that position is not all kept any more. */
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

/** The ticket that a subject is about; undefined where it is about something else. */
export function ticketOfSubject(subject: string): string | undefined {
  return subject.startsWith(ticket_prefix) ? subject.slice(ticket_prefix.length) : undefined;
}

const ticket_prefix = 'ticket.';

/** What only grows; entries of it are merged, on no condition. */
export const markers_subject = 'markers';
