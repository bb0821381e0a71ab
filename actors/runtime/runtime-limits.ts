/** Bounds of a directory and of each of its actors. */
export interface RuntimeLimits {
  /** Letters waiting for one actor. */
  readonly mailbox_letters_max: number;
  /** Letters in one turn. */
  readonly turn_letters_max: number;
  /** Sum of `bytes` of the letters in one turn; a larger letter gets a turn of its own. */
  readonly turn_bytes_max: number;
  /** How often a turn is decided again after being fenced, before its letters fail. */
  readonly turn_tries_max: number;
  /** Actors in memory, busy or idle. */
  readonly residents_max: number;
  /** An actor without letters leaves memory after this time. */
  readonly idle_ms: number;
}

export const runtimeLimits: RuntimeLimits = {
  mailbox_letters_max: 1_024,
  turn_letters_max: 256,
  // With the snapshot and the overhead of a record, far below the 256 KiB of an entry.
  turn_bytes_max: 96 * 1024,
  // Each try lost to another writer: more than ever write to one ticket at once.
  turn_tries_max: 50,
  residents_max: 100_000,
  idle_ms: 600_000,
};
