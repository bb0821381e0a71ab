/** Bounds of a log in files. */
export const fileLogLimits = {
  /** Of one file of the log. */
  segment_bytes: 4 * 1024 * 1024,
  /** Written with one flush, all of it. */
  batch_bytes_max: 1024 * 1024,
  batch_entries_max: 1_024,
  /** How long a start waits for each thing that it asks of the disk. */
  start_wait_ms: 60_000,
  /** What waits for the disk; more is rejected. */
  waiting_entries_max: 100_000,
  waiting_bytes_max: 64 * 1024 * 1024,
  /** Between two looks for a file that is not in its place. */
  stray_look_ms: 500,
} as const;
