/** Work that is done so many at a time, in the order in which it came; the rest waits, up to a bound. */
export class HelpLine {
  readonly #at_once_max: number;
  readonly #waiting_max: number;
  readonly #waiting: Array<() => void> = [];
  #at_once = 0;

  constructor(at_once_max: number, waiting_max: number) {
    this.#at_once_max = at_once_max;
    this.#waiting_max = waiting_max;
  }

  /** What `run` gives; undefined when too many wait. */
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
      // Whoever is next takes the place over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#at_once -= 1;
      else next();
    }
  }
}
