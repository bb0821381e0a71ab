/** Bounds of the space on the disk. */
export const diskLimits = {
  /** Size of the reserve file, for finishing what was begun when the disk gets full. */
  reserve_bytes: 2 * 1024 * 1024,
  /** Free space required besides what a write may take, since others write to the same disk. */
  margin_bytes: 16 * 1024 * 1024,
  /** The same once the reserve is released. */
  last_margin_bytes: 1024 * 1024,
  /** Free space required before writing starts again. */
  back_bytes: 24 * 1024 * 1024,
  /** How far the data may grow until the next test write. */
  proven_bytes: 1024 * 1024,
  look_every_ms: 500,
  /** How long one check of the folder holds for further batches. */
  look_holds_ms: 10,
  /** How much more those may need than was checked. */
  look_holds_bytes: 8 * 1024 * 1024,
  /** Between two attempts to start writing again. */
  retry_every_ms: 2_000,
} as const;
