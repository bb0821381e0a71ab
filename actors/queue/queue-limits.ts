/** Bounds of the live lists of one server. */
export const queueLimits = {
  /** Distinct filters and sorts; each holds a reference to every ticket that it matches. */
  lists_max: 256,
  /** Lists opened by one account, so that none uses up all: more than ten open pages need. */
  account_lists_max: 32,
  /** Distinct windows into them: in total, and opened by one account. */
  windows_max: 2_048,
  account_windows_max: 256,
  /** Distinct windows into lists of closed tickets; each holds its rows. */
  closed_windows_max: 256,
  /** The same, opened by one account, so that none uses up all. */
  account_closed_windows_max: 64,
  /** Lists of closed tickets that need a search: in total, and opened by one account. */
  closed_searches_max: 64,
  account_closed_searches_max: 8,
  /** Tickets that such a list holds, the first in its order, about 100 bytes each; `more` says that there are others. */
  closed_found_max: 10_000,
  /** Distinct windows into players' own tickets, active and closed ones each. */
  mine_max: 20_000,
  /** The same for the active tickets of one account. */
  account_mine_max: 64,
} as const;
