/**
 * Calls the shard's functions. If one throws, or its promise rejects, `onError` is called, and
 * neither the connection nor another player is affected.
 */
export class Callbacks {
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = (error) => console.error(error)) {
    this.#onError = onError;
  }

  /** Resolves to whether it succeeded. */
  async call(run: () => unknown): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  failed(error: unknown): void {
    try {
      this.#onError(error);
    } catch (worse) {
      console.error(worse);
    }
  }
}
