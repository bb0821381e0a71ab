import type { Marker } from './marker.ts';

/**
 * Where records are kept: facts that are not tickets, in the log and in the tables that follow it.
 */
export interface RecordStore {
  get(space: RecordSpace, key: string): unknown;
  /** In key order. `from` is inclusive. */
  list(
    space: RecordSpace,
    range: { readonly prefix: string; readonly from?: string; readonly limit: number },
  ): Array<{ key: string; value: unknown }>;

  /** Everything up to here can be read, and listeners were told of it. */
  readonly position: Position;
  /**
   * Position of a subject's last entry, 0 if there is none. Listeners may not have heard of it yet.
   */
  lastOf(subject: string): Position;
  /**
   * One atomic change, made only if the subject's last entry is still at `expected`. Listeners hear
   * of it before this resolves. Never rejects.
   */
  append(
    subject: string,
    expected: Position,
    puts: readonly RecordPut[],
    done?: readonly RecordDone[],
  ): Promise<Appended>;
  /**
   * Merges markers with the stored ones by `mergeMarkers`, unconditionally, also against concurrent
   * writers. Listeners get the results as puts before this resolves. Never rejects.
   */
  merge(markers: readonly MarkerPut[]): Promise<Exclude<Appended, { kind: 'conflict' }>>;
  /**
   * Resolves when listeners were told of everything up to this position; rejects if they never will
   * be.
   */
  followed(position: Position): Promise<void>;
  /**
   * `take` loads the puts of each entry into memory, in log order, whoever wrote it; `tell` runs
   * after it. If `take` throws, nothing more is taken, told or written; an error in `tell` affects
   * no other listener. Returns a function that stops it.
   */
  onPuts(take: (puts: readonly RecordPut[]) => void, tell: () => void): () => void;
}

/** Position of an entry of the log. */
export type Position = number;

export type Appended =
  | { readonly kind: 'durable'; readonly position: Position }
  /** Another writer was first; `last` is the position of its entry. */
  | { readonly kind: 'conflict'; readonly last: Position }
  /** More than fits one entry. */
  | { readonly kind: 'too_large' }
  | { readonly kind: 'rejected'; readonly cause: unknown };

export type RecordSpace =
  | 'roster'
  | 'web'
  | 'settings'
  | 'numbers'
  | 'discord'
  | 'seen'
  | 'notice'
  | 'webhook';

/** `value: undefined` removes the key. */
export interface RecordPut {
  readonly space: RecordSpace;
  readonly key: string;
  readonly value: unknown;
}

/** Ends the due work recorded up to a position; later due work stays. */
export interface RecordDone {
  readonly work: 'discord' | 'webhook';
  readonly key: string;
  readonly upTo: Position;
}

/** `value: undefined` removes the marker. */
export interface MarkerPut {
  readonly space: RecordSpace;
  readonly key: string;
  readonly value: Marker | undefined;
}
