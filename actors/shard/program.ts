/** What connects as a shard. */
export interface ShardProgram {
  /** Made when it started. */
  readonly incarnation: string;
  /** Name and version, if it tells them. */
  readonly client: string | null;
  /** Id of the key that it signed in with. */
  readonly key: string;
}

/** How a shard is doing, for operators. */
export interface ShardStanding {
  /** Null while it is not connected. */
  readonly program: ShardProgram | null;
  readonly players: number;
}
