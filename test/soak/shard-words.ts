/** What the soak and the shard that it kills tell each other: one JSON map a line. */

/** To the shard. */
export type ShardOrder =
  | { readonly do: 'open'; readonly session: string; readonly account: string }
  | { readonly do: 'end'; readonly session: string }
  /** The server is there again. */
  | { readonly do: 'wake' };

/** From the shard, written before it goes on, so that nothing is lost when it dies. */
export type ShardWord =
  | { readonly is: 'live' }
  /** The server has taken the session. */
  | { readonly is: 'taken'; readonly session: string }
  | { readonly is: 'shown'; readonly session: string; readonly text: string; readonly at: number };
