/** Bounds of a log in files. */
export const fileLogLimits = {
  /** Size of one file of the log. */
  segment_bytes: 4 * 1024 * 1024,
  /** Written with one flush. */
  batch_bytes_max: 1024 * 1024,
  batch_entries_max: 1_024,
  /** How long a start waits for each call to the disk. */
  start_wait_ms: 60_000,
  /** Queued for the disk; more is rejected. */
  waiting_entries_max: 100_000,
  waiting_bytes_max: 64 * 1024 * 1024,
  /** Between two checks for a file that is not in its place. */
  stray_look_ms: 500,
} as const;
