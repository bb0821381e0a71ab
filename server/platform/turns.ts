import { systemClock } from './clock.ts';
/** What one turn of the event loop may be used for reading; the rest of it is everybody else's. */
const turn_ms = 1;

interface Step {
  run(): void;
}

/**
 * Turns of the event loop, shared by all who have much to read: long work is cut into steps of
 * about a millisecond, and a turn takes only so many of them. Who waits is served in rounds, one
 * step each, so that nobody waits for all that another one has asked for.
 */
export class Turns {
  readonly #soon: (run: () => void) => void;
  readonly #now: () => number;
  /** By who asked; whose turn is next stands first. */
  readonly #waiting = new Map<string, Step[]>();
  #spent_ms = 0;
  #isScheduled = false;

  constructor({
    soon = systemClock.soon,
    now = systemClock.elapsed,
  }: { soon?: (run: () => void) => void; now?: () => number } = {}) {
    this.#soon = soon;
    this.#now = now;
  }

  /** Whether more has to wait for the next turn. */
  get isSpent(): boolean {
    return this.#spent_ms >= turn_ms || this.#waiting.size > 0;
  }

  /** Takes the step now, if this turn has time left and nobody waits, or when its turn has come. */
  run<T>(who: string, step: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(this.spend(step));
        } catch (error) {
          reject(error);
        }
      };
      if (!this.isSpent) return run();
      const steps = this.#waiting.get(who) ?? [];
      steps.push({ run });
      this.#waiting.set(who, steps);
      this.#schedule();
    });
  }

  /** Takes all steps of a generator, each in its turn. */
  async all<T>(who: string, steps: Iterator<void, T>): Promise<T> {
    for (;;) {
      const { done, value } = await this.run(who, () => steps.next());
      if (done === true) return value;
    }
  }

  /** The same as long as it may go on; undefined when it may not. */
  async allWhile<T>(
    mayGoOn: () => boolean,
    who: string,
    steps: Iterator<void, T>,
  ): Promise<T | undefined> {
    while (mayGoOn()) {
      const { done, value } = await this.run(who, () => steps.next());
      if (done === true) return value;
    }
    return undefined;
  }

  /** Takes a step that cannot wait. */
  spend<T>(step: () => T): T {
    const from = this.#now();
    this.#schedule();
    try {
      return step();
    } finally {
      this.#spent_ms += this.#now() - from;
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#soon(() => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    this.#spent_ms = 0;
    while (this.#waiting.size > 0 && this.#spent_ms < turn_ms) {
      const [first] = this.#waiting;
      const [who, steps] = first!;
      this.#waiting.delete(who);
      const [next, ...rest] = steps;
      if (rest.length > 0) this.#waiting.set(who, rest);
      next!.run();
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
