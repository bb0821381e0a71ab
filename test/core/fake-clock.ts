import type { Clock } from '../../clients/core/clock.ts';

/** A clock whose hands the test turns. */
export class FakeClock implements Clock {
  #now = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  /** By how much the clock of the machine was set since. */
  set_by_ms = 0;

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#now + this.set_by_ms;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Milliseconds until the next call; undefined when nothing waits. */
  next(): number | undefined {
    const first = this.#first();
    return first && Math.max(0, first.at - this.#now);
  }

  /** Turns the hands and calls what comes due, in order, what those calls set up included. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let due = this.#first(); due !== undefined && due.at <= end; due = this.#first()) {
      this.#now = Math.max(this.#now, due.at);
      this.#timers.delete(due);
      due.call();
      await quiet();
    }
    this.#now = end;
  }

  /** Time that passes while nothing runs: what came due is called late, by the next `pass`. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #first() {
    return [...this.#timers].reduce<{ at: number; call: () => void } | undefined>(
      (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
      undefined,
    );
  }
}

/** Lets every promise that can settle do so. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
