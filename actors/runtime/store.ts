/** The storage port of the runtime. It knows nothing of what the actors are about. */
export interface Store<State, Rec> {
  /**
   * The last stored state and an opaque mark of it; state `undefined` means nothing is stored.
   * Waits until everything up to `atLeast` is there. Rejects if it cannot be read now.
   */
  load(id: string, atLeast?: Head): Promise<Loaded<State>>;
  /** Writes one record if `head` is still the actor's last mark. Never rejects. */
  commit(id: string, head: Head, record: Rec): Promise<CommitOutcome>;
  /**
   * After `unknown`: waits until it is certain whether the record after `head` was written. Never
   * rejects.
   */
  resolve(id: string, head: Head): Promise<ResolveOutcome>;
  /** The earlier answer to this command, if it was carried out within the last 24 h. */
  receipt(id: string, key: string): Receipt | undefined;
}

/** A mark of an actor's stored state. It rises with every record. */
export type Head = number;

export interface Loaded<State> {
  readonly state: State | undefined;
  readonly head: Head;
}

export type CommitOutcome =
  /** On disk. Only this outcome releases replies and events. */
  | { readonly kind: 'durable'; readonly head: Head }
  /** Another writer was first, up to `last`: reload at least that and decide again. */
  | { readonly kind: 'fenced'; readonly last?: Head }
  /** Definitely not written. */
  | { readonly kind: 'rejected'; readonly cause: unknown }
  /** May or may not have been written. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

export type ResolveOutcome = Exclude<CommitOutcome, { kind: 'unknown' }>;

/** The kept answer to a command; `hash` is over the body as it was sent. */
export interface Receipt {
  readonly hash: string;
  /** Plain data, bounded by the kind of actor. */
  readonly answer: unknown;
}

export interface StoredReceipt extends Receipt {
  /** Made of the principal and the command id. */
  readonly key: string;
  readonly at: number;
}
