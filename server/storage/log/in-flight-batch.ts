/** The final outcome of a write. */
export type Certain<T> =
  | { readonly kind: 'written'; readonly value: T }
  | { readonly kind: 'rejected'; readonly cause: unknown }
  /** Unknown until the next start. */
  | { readonly kind: 'lost' };

/** The outcome of a write within a bounded time. */
export type Ended<T> =
  | Exclude<Certain<T>, { kind: 'lost' }>
  | { readonly kind: 'unknown'; readonly cause: unknown; readonly certain: Promise<Certain<T>> };

/** A caller that waits for the outcome. */
interface Ending<T> {
  readonly end: (ended: Ended<T>) => void;
}

/** The callers of one batch, from the moment it is given to the disk. */
export class InFlightBatch<T> {
  readonly #members: ReadonlyArray<Ending<T>>;
  readonly #values: readonly T[];
  /** Set once callers were told that the outcome is unknown: they now wait for the final one. */
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

  /** Must be followed by one of the others. */
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
