/**
 * Functions to call when something happens, in the order in which they were added. Adding and
 * removing while `tell` runs is safe. Clients cannot import actors and have a class of their own in
 * `clients/core`.
 */
export class Listeners<Args extends readonly unknown[]> {
  readonly #calls = new Set<(...args: Args) => void>();
  readonly #onFault: ((error: unknown) => void) | undefined;

  /** With `onFault`, an error of one listener does not keep the others from being called. */
  constructor(onFault?: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Returns a function that removes the listener. */
  add(call: (...args: Args) => void): () => void {
    // Wrapped, so that a function added twice is called twice and removed once.
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
