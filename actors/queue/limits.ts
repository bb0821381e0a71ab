/** Bounds of the live lists of one server. */
export const queueLimits = {
  /** Distinct filters and sorts; each holds a reference to every ticket that it matches. */
  lists_max: 256,
  /** Distinct windows into them. */
  windows_max: 2_048,
  /** Accounts whose own tickets are watched. */
  mine_max: 20_000,
} as const;
