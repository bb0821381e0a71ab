/** The listeners of a read model. One that throws does not affect the others. */
export class Changes<T> {
  readonly #listeners: Array<(change: T) => void> = [];
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  on(listener: (change: T) => void): void {
    this.#listeners.push(listener);
  }

  tell(change: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }
}
