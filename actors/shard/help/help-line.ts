/** Runs a bounded number of jobs at a time, in order of arrival; the rest wait, up to a bound. */
export class HelpLine {
  readonly #at_once_max: number;
  readonly #waiting_max: number;
  readonly #waiting: Array<() => void> = [];
  #at_once = 0;

  constructor(at_once_max: number, waiting_max: number) {
    this.#at_once_max = at_once_max;
    this.#waiting_max = waiting_max;
  }

  /** The result of `run`; undefined if too many wait. */
  async take<T>(run: () => Promise<T>): Promise<T | undefined> {
    if (this.#at_once >= this.#at_once_max) {
      if (this.#waiting.length >= this.#waiting_max) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#at_once += 1;
    }
    try {
      return await run();
    } finally {
      // The next one takes over this place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#at_once -= 1;
      else next();
    }
  }
}
