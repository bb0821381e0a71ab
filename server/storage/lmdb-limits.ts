/** Bounds of what is kept in an LMDB folder. */
export const lmdbLimits = {
  /** How long a commit may be under way before its outcome counts as unknown. */
  commit_wait_ms: 10_000,
  /** And how much longer before the store counts as lost. */
  lost_after_ms: 50_000,
} as const;
