import type { Cancel, Clock } from '../../../actors/runtime/clock.ts';

/**
 * A clock that runs by itself and that a test can move forward, so that no test waits ten minutes for a
 * rename. Code under test can be given the same clock.
 */
export class MovedClock implements Clock {
  #moved_ms = 0;
  readonly #timers = new Set<{ readonly due: number; readonly fire: () => void }>();

  now(): number {
    return Date.now() + this.#moved_ms;
  }

  /** Runs all timers that become due, in their order. */
  move(by_ms: number): void {
    this.#moved_ms += by_ms;
    const due = [...this.#timers].filter((timer) => timer.due <= this.now());
    for (const timer of due.toSorted((a, b) => a.due - b.due)) timer.fire();
  }

  after(wait_ms: number, run: () => void): Cancel {
    const handle = setTimeout(() => timer.fire(), wait_ms).unref();
    const cancel = (): void => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
    const timer = {
      due: this.now() + wait_ms,
      fire: () => {
        cancel();
        run();
      },
    };
    this.#timers.add(timer);
    return cancel;
  }

  soon(run: () => void): void {
    setImmediate(run);
  }
}
