import { systemClock } from './clock.ts';

/** How much of one turn of the event loop may be spent on reading. */
const turn_ms = 1;

interface Step {
  run(): void;
}

/**
 * Shares turns of the event loop among long reads. They are cut into steps of about a millisecond,
 * and a turn runs only so many. Callers are served in rounds, one step each, so that nobody waits
 * for all the work of another.
 */
export class Turns {
  readonly #soon: (run: () => void) => void;
  readonly #now: () => number;
  /** By caller; the next one comes first. */
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

  /** Whether further steps have to wait for the next turn. */
  get isSpent(): boolean {
    return this.#spent_ms >= turn_ms || this.#waiting.size > 0;
  }

  /**
   * Runs the step now, if this turn has time left and nobody waits; otherwise when its round comes.
   */
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

  /** Runs all steps of a generator, each in its round. */
  async all<T>(who: string, steps: Iterator<void, T>): Promise<T> {
    for (;;) {
      const { done, value } = await this.run(who, () => steps.next());
      if (done === true) return value;
    }
  }

  /** The same while it may go on; undefined when it was given up. */
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

  /** Runs a step that cannot wait. */
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
