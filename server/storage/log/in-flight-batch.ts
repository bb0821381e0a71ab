/** What is certain about a write in the end. */
export type Certain<T> =
  | { readonly kind: 'written'; readonly value: T }
  | { readonly kind: 'rejected'; readonly cause: unknown }
  /** Nobody can tell before the next start. */
  | { readonly kind: 'lost' };

/** How a write ended, within a bounded time. */
export type Ended<T> =
  | Exclude<Certain<T>, { kind: 'lost' }>
  | { readonly kind: 'unknown'; readonly cause: unknown; readonly certain: Promise<Certain<T>> };

/** Whoever is told how it ended. */
interface Ending<T> {
  readonly end: (ended: Ended<T>) => void;
}

/** The members of one batch, from the moment it is given to the disk. */
export class InFlightBatch<T> {
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
