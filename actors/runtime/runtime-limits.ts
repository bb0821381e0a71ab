/** Bounds of a directory and of each of its actors. */
export interface RuntimeLimits {
  /** Letters that wait for one actor. */
  readonly mailbox_letters_max: number;
  /** Letters of one turn. */
  readonly turn_letters_max: number;
  /** Sum of the letters' `bytes` in one turn; a larger letter has a turn of its own. */
  readonly turn_bytes_max: number;
  /** How often a turn is decided, being fenced each time, before its letters fail. */
  readonly turn_tries_max: number;
  /** Actors in memory, at work or idle. */
  readonly residents_max: number;
  /** An actor without letters for so long leaves memory. */
  readonly idle_ms: number;
}

export const runtimeLimits: RuntimeLimits = {
  mailbox_letters_max: 1_024,
  turn_letters_max: 256,
  // With the snapshot and what a record adds around it, far below the 256 KiB of an entry.
  turn_bytes_max: 96 * 1024,
  // Each time somebody else was first: as many as write to one ticket at once, and more.
  turn_tries_max: 50,
  residents_max: 100_000,
  idle_ms: 600_000,
};
