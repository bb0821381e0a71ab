/** Bounds of what is stored, in any implementation. */
export const storageLimits = {
  receipt_keep_ms: 24 * 60 * 60 * 1000,
  /** An id, or the key of a record or of a receipt; no control characters. */
  key_chars_max: 250,
} as const;
