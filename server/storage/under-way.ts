import type { Batch } from './batch.ts';

/** Something to be written wholly or not at all, in one flush with whatever else waits. */
export interface Job<T> {
  readonly bytes: number;
  /** Of an entry. */
  readonly subject?: string;
  /** It may end as a conflict, so it shares no flush with another of its subject. */
  readonly isConditional?: boolean;
  /**
   * Reads, then adds its writes, and says what it comes to once they are on disk. It must not fail
   * after it added something.
   */
  join(batch: Batch): T;
}

/** What is certain about a job in the end. */
export type Certain<T> =
  | { readonly kind: 'written'; readonly value: T }
  | { readonly kind: 'rejected'; readonly cause: unknown }
  /** Nobody can tell before the next start. */
  | { readonly kind: 'lost' };

/** How a job ended, within a bounded time. */
export type Ended<T> =
  | Exclude<Certain<T>, { kind: 'lost' }>
  | { readonly kind: 'unknown'; readonly cause: unknown; readonly certain: Promise<Certain<T>> };

/** Whoever is told how it ended. */
interface Ending<T> {
  readonly end: (ended: Ended<T>) => void;
}

/** A job that waits, or is under way. */
export interface Member extends Ending<unknown> {
  readonly job: Job<unknown>;
}

export function rejectAll(members: readonly Member[], cause: unknown): void {
  for (const { end } of members) end({ kind: 'rejected', cause });
}

/** The members of one batch, from the moment it is given to the disk. */
export class UnderWay<T> {
  readonly #members: ReadonlyArray<Ending<T>>;
  readonly #values: readonly T[];
  /** Once they were told that it is unknown: who waits for certainty. */
  #late: Array<(certain: Certain<T>) => void> | undefined;

  constructor(members: ReadonlyArray<Ending<T>>, values: readonly T[]) {
    this.#members = members;
    this.#values = values;
  }

  written(): void {
    for (const [i, { end }] of this.#members.entries()) {
      (this.#late?.[i] ?? end)({ kind: 'written', value: this.#values[i]! });
    }
  }

  rejected(cause: unknown): void {
    for (const [i, { end }] of this.#members.entries()) {
      (this.#late?.[i] ?? end)({ kind: 'rejected', cause });
    }
  }

  /** To be followed by one of the others. */
  unknown(cause: unknown): void {
    if (this.#late !== undefined) return;
    this.#late = this.#members.map(({ end }) => {
      let settle: (certain: Certain<T>) => void = () => {};
      const certain = new Promise<Certain<T>>((resolve) => (settle = resolve));
      end({ kind: 'unknown', cause, certain });
      return settle;
    });
  }

  lost(): void {
    for (const settle of this.#late ?? []) settle({ kind: 'lost' });
  }
}
