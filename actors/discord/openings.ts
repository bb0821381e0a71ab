import type { Alerts } from './alerts.ts';
import { bridgeLimits } from './limits.ts';
import { sentences } from './sentences.ts';

/** Tells administrators which channels were opened by hand, until they have looked. */
export class Openings {
  readonly #alerts: Alerts;
  readonly #numbers = new Set<number>();

  constructor(alerts: Alerts) {
    this.#alerts = alerts;
  }

  opened(number: number): void {
    this.#numbers.add(number);
    const shown = [...this.#numbers].slice(-bridgeLimits.numbers_told_max);
    this.#alerts.raise('opened', sentences.opened(shown, this.#numbers.size - shown.length));
  }

  /** Somebody has read it. */
  seenTo(): void {
    this.#numbers.clear();
    this.#alerts.clear('opened');
  }
}
