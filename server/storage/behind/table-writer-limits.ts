/** Bounds of what is applied but not in LMDB yet. */
export const pendingLimits = {
  /** Bytes of entries in the log. */
  pending_bytes_max: 8 * 1024 * 1024,
  /**
   * Of those, for accounts, characters and factions told by shards; the rest stays free for
   * players.
   */
  pending_roster_bytes_max: 4 * 1024 * 1024,
  /**
   * These three limit the work of a start to a second: 40 µs for each entry and 8 µs for each row,
   * as measured cold; closing a ticket puts about 40 rows. One batch of the log, 1,024 entries, may
   * come on top.
   */
  pending_entries_max: 8_192,
  pending_puts_max: 16_384,
  pending_roster_puts_max: 8_192,
  /** Keys in one LMDB transaction, which blocks everything else. */
  layer_keys_max: 4_096,
  /** The same for rows that were put, many of which may have the same key. */
  layer_puts_max: 8_192,
  /** Keys encoded in one turn of the event loop. */
  step_keys: 512,
  /** Layers that may wait while receipts are deleted, which is not urgent. */
  layers_pruned_max: 16,
  /** How long applied entries wait for more, at most. */
  write_every_ms: 200,
  /** Receipts are deleted together if their times are this close. */
  receipts_apart_max_ms: 1_000,
  /** Until a failed write is tried again. */
  retry_every_ms: 1_000,
} as const;
