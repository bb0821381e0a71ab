/** Bounds of the live lists of one server. */
export const queueLimits = {
  /** Distinct filters and sorts; each holds a reference to every ticket that it matches. */
  lists_max: 256,
  /** Those that one account has begun, so that nobody takes those of all others: what ten open pages show, and more. */
  account_lists_max: 32,
  /** Distinct windows into them, and those that one account has begun. */
  windows_max: 2_048,
  account_windows_max: 256,
  /** Distinct windows into lists of closed tickets; each holds its rows. */
  closed_windows_max: 256,
  /** The same of one account, so that nobody takes those of all others. */
  account_closed_windows_max: 64,
  /** Lists of closed tickets that have to be looked for, and how many of them one account has begun. */
  closed_searches_max: 64,
  account_closed_searches_max: 8,
  /** Tickets that such a list holds, the first in its order, about 100 bytes each; `more` says that there are others. */
  closed_found_max: 10_000,
  /** Distinct windows into lists of own tickets, into the active and the closed ones each. */
  mine_max: 20_000,
  /** The same into the active ones of one account. */
  account_mine_max: 64,
} as const;
