/** Bounds of what is applied and not in LMDB yet. */
export const pendingLimits = {
  /** Of entries, as they are in the log. */
  pending_bytes_max: 8 * 1024 * 1024,
  /** Of those, what shards tell of accounts, characters and factions: players need the rest. */
  pending_roster_bytes_max: 4 * 1024 * 1024,
  /**
   * These three keep what a start applies to a second: 40 µs an entry and 8 µs a row that it puts, as
   * measured cold; a close puts about 40. One batch of the log may come on top, 1,024 entries.
   */
  pending_entries_max: 8_192,
  pending_puts_max: 16_384,
  pending_roster_puts_max: 8_192,
  /** Keys that LMDB is given at once: nothing else can be done meanwhile. */
  layer_keys_max: 4_096,
  /** The same of rows that were put, many of which may be of one key. */
  layer_puts_max: 8_192,
  /** Of keys, what is encoded in one turn of the event loop. */
  step_keys: 512,
  /** Layers that wait while receipts are dropped, for which nobody waits. */
  layers_pruned_max: 16,
  /** How long what was applied waits for more, at most. */
  write_every_ms: 200,
  /** Receipts that are forgotten together: how far their times are apart. */
  receipts_apart_max_ms: 1_000,
  /** Until what failed is tried again. */
  retry_every_ms: 1_000,
} as const;
