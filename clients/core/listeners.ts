/** Functions to call when something happens. Adding and removing while `tell` runs is safe. */
export class Listeners<T> {
  readonly #calls = new Set<(value: T) => void>();

  /** Returns a function that removes the listener. */
  add(call: (value: T) => void): () => void {
    // Wrapped, so that a function added twice is called twice and removed once.
    const own = (value: T): void => call(value);
    this.#calls.add(own);
    return () => void this.#calls.delete(own);
  }

  tell(value: T): void {
    for (const call of [...this.#calls]) call(value);
  }
}
