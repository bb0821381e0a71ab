import type { Clock } from '../../core/clock.ts';

/** Between two announcements, and before the first while more may come. */
export const announce_ms_min = 4_000;
const gather_ms = 500;

/**
 * Limits how often background changes are announced, or a screen reader would speak of nothing
 * else. For each topic only the last text is said.
 */
export class Gathered {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  readonly #waiting = new Map<string, string>();
  #last = -Infinity;
  #isDue = false;

  constructor(clock: Clock, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  add(about: string, text: string): void {
    this.#waiting.set(about, text);
    if (this.#isDue) return;
    this.#isDue = true;
    const pause_ms = this.#last + announce_ms_min - this.#clock.now();
    this.#clock.after(Math.max(gather_ms, pause_ms), () => {
      this.#isDue = false;
      this.#last = this.#clock.now();
      this.#say([...this.#waiting.values()].join('. '));
      this.#waiting.clear();
    });
  }
}
