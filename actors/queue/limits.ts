/** Bounds of the live lists of one server. */
export const queueLimits = {
  /** Distinct filters and sorts; each holds a reference to every ticket that it matches. */
  lists_max: 256,
  /** Distinct windows into them. */
  windows_max: 2_048,
  /** Distinct windows into lists of settled tickets; each holds its rows. */
  settled_windows_max: 256,
  /** Lists of settled tickets that have to be looked for one by one. */
  settled_scans_max: 64,
  /** Tickets in all of these lists, about 100 bytes each. */
  settled_places_max: 500_000,
  /** Distinct windows into lists of own tickets, into the active and the settled ones each. */
  mine_max: 20_000,
} as const;
