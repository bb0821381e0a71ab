/**
 * What a turn needs of the place where facts are kept. The log serves it; so does whatever
 * replaces it one day. Nothing here knows what the actors are about.
 */
export interface Store<State, Rec> {
  /**
   * The last stored state and an opaque mark of it; `undefined` state means nothing is stored.
   * Waits until it holds what was written up to `atLeast`. Rejects when it cannot be read now.
   */
  load(id: string, atLeast?: Head): Promise<Loaded<State>>;
  /** Writes one record if `head` is still the last mark of this actor. Never rejects. */
  commit(id: string, head: Head, record: Rec): Promise<CommitOutcome>;
  /**
   * After `unknown`: waits until it is certain whether the record that followed `head` was written.
   * Never rejects.
   */
  resolve(id: string, head: Head): Promise<ResolveOutcome>;
  /** The answer that this command got before, if it was carried out within the last 24 h. */
  receipt(id: string, key: string): Receipt | undefined;
}

/** A mark of what is stored of one actor. It rises with every record of it. */
export type Head = number;

export interface Loaded<State> {
  readonly state: State | undefined;
  readonly head: Head;
}

export type CommitOutcome =
  /** On disk. Only this lets replies and events out. */
  | { readonly kind: 'durable'; readonly head: Head }
  /** Somebody else wrote, up to `last`: reload at least that, and decide again. */
  | { readonly kind: 'fenced'; readonly last?: Head }
  /** Certainly not written. */
  | { readonly kind: 'rejected'; readonly cause: unknown }
  /** May or may not have been written. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

export type ResolveOutcome = Exclude<CommitOutcome, { kind: 'unknown' }>;

/** Remembers what a command was answered; `hash` is over the body as it was sent. */
export interface Receipt {
  readonly hash: string;
  /** Plain data, bounded by the kind of actor. */
  readonly answer: unknown;
}

export interface StoredReceipt extends Receipt {
  /** Principal and command id. */
  readonly key: string;
  readonly at: number;
}
