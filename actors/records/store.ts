import type { Marker } from './marker.ts';

/** Where records are kept: facts beside the tickets, in the log and in the tables that follow it. */
export interface RecordStore {
  get(space: RecordSpace, key: string): unknown;
  /** In the order of their keys. `from` is inclusive. */
  list(
    space: RecordSpace,
    range: { readonly prefix: string; readonly from?: string; readonly limit: number },
  ): Array<{ key: string; value: unknown }>;

  /** Up to where everything can be read and was told. */
  readonly position: Position;
  /** The position of a subject's last entry; 0 where there is none. It may not have been told yet. */
  lastOf(subject: string): Position;
  /**
   * One atomic change, if the subject's last entry is still the one at `expected`; told before this
   * resolves. Never rejects.
   */
  append(
    subject: string,
    expected: Position,
    puts: readonly RecordPut[],
    done?: readonly RecordDone[],
  ): Promise<Appended>;
  /**
   * Merges markers with what is there, on no condition: as `mergeMarkers`, also with what others
   * write at once. Told as puts of what came of it, before this resolves. Never rejects.
   */
  merge(markers: readonly MarkerPut[]): Promise<Exclude<Appended, { kind: 'conflict' }>>;
  /** Resolves when everything up to this position was told; rejects if it never will be. */
  followed(position: Position): Promise<void>;
  /**
   * Takes the puts of each entry into memory, whoever wrote it, in the order of the log, and tells of
   * them then. Where `take` throws, nothing more is taken, told or written; `tell` costs no others.
   * Returns how to stop.
   */
  onPuts(take: (puts: readonly RecordPut[]) => void, tell: () => void): () => void;
}

/** Of an entry of the log. */
export type Position = number;

export type Appended =
  | { readonly kind: 'durable'; readonly position: Position }
  /** Somebody wrote before: `last` is the position of that. */
  | { readonly kind: 'conflict'; readonly last: Position }
  /** More than one entry may hold. */
  | { readonly kind: 'too_large' }
  | { readonly kind: 'rejected'; readonly cause: unknown };

export type RecordSpace = 'roster' | 'web' | 'settings' | 'numbers' | 'discord' | 'seen' | 'notice';

/** `value: undefined` removes the key. */
export interface RecordPut {
  readonly space: RecordSpace;
  readonly key: string;
  readonly value: unknown;
}

/** Ends what was made due up to a position; what a later entry made due stays. */
export interface RecordDone {
  readonly work: 'discord';
  readonly key: string;
  readonly upTo: Position;
}

/** `value: undefined` takes it away. */
export interface MarkerPut {
  readonly space: RecordSpace;
  readonly key: string;
  readonly value: Marker | undefined;
}
