/**
 * Calls what the shard gave to be called. What it throws, or what its promise rejects with, costs neither
 * the connection nor anybody else: it is told to `onError`.
 */
export class Callbacks {
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = (error) => console.error(error)) {
    this.#onError = onError;
  }

  /** Resolves to whether it ended well. */
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
