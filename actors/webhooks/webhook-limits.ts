/** Bounds of outgoing webhooks. */
export const webhookLimits = {
  /**
   * Events that wait for one webhook; one more sets it aside. Together less than what `DueWork` has in
   * memory, so that what waits for one never keeps another from being read.
   */
  waiting_max: 4_000,
  /** A webhook of which a delivery fails for so long is set aside. */
  failing_ms_max: 24 * 60 * 60 * 1000,
} as const;
