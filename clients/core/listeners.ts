/** Functions that are called when something happens. Adding and removing while it is told is safe. */
export class Listeners<T> {
  readonly #calls = new Set<(value: T) => void>();

  /** Returns what takes the listener off again. */
  add(call: (value: T) => void): () => void {
    // Wrapped, so that the same function added twice is heard twice and removed once.
    const own = (value: T): void => call(value);
    this.#calls.add(own);
    return () => void this.#calls.delete(own);
  }

  tell(value: T): void {
    for (const call of [...this.#calls]) call(value);
  }
}
