/** Bounds of the space on the disk. */
export const diskLimits = {
  /** Held back in a file, for what was begun when the disk gets full. */
  reserve_bytes: 2 * 1024 * 1024,
  /** Free beside what a write may take: others write to the same disk meanwhile. */
  margin_bytes: 16 * 1024 * 1024,
  /** The same once the reserve was let go. */
  last_margin_bytes: 1024 * 1024,
  /** Free before writing begins again. */
  back_bytes: 24 * 1024 * 1024,
  /** How far the data may grow until more is tried to be had. */
  proven_bytes: 1024 * 1024,
  look_every_ms: 500,
  /** While batches follow each other, how long a look at the folder holds for the next of them. */
  look_holds_ms: 10,
  /** And how much more they may want than was seen to be there. */
  look_holds_bytes: 8 * 1024 * 1024,
  /** Between two attempts to write again. */
  retry_every_ms: 2_000,
} as const;
