/** Somebody whom a message rings, or would ring: an edit is parsed again as if it were new. */
export interface Ping {
  readonly channel: string;
  readonly message: string;
  readonly by: string;
  /** `everyone` and `here`, or the id of a user or a role. */
  readonly whom: string;
}
