/**
 * Functions that are called when something happens, in the order in which they were added. Adding and
 * removing while it is told is safe. Clients, which know no actors, have their own in `clients/core`.
 */
export class Listeners<Args extends readonly unknown[]> {
  readonly #calls = new Set<(...args: Args) => void>();
  readonly #onFault: ((error: unknown) => void) | undefined;

  /** With `onFault`, one that throws keeps nothing from the others. */
  constructor(onFault?: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Returns what removes the listener. */
  add(call: (...args: Args) => void): () => void {
    // Wrapped, so that the same function added twice is called twice and removed once.
    const own = (...args: Args): void => call(...args);
    this.#calls.add(own);
    return () => void this.#calls.delete(own);
  }

  tell(...args: Args): void {
    for (const call of this.#calls) {
      try {
        call(...args);
      } catch (error) {
        if (this.#onFault === undefined) throw error;
        this.#onFault(error);
      }
    }
  }

  clear(): void {
    this.#calls.clear();
  }
}
