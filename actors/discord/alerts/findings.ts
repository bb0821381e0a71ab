import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { bridgeLimits } from '../discord-limits.ts';

/** What was found on Discord that only an administrator can judge. */
const kinds = ['opened', 'newer', 'strays'] as const;
type Finding = (typeof kinds)[number];

/** Findings that Discord has more than the data folder: channels of tickets, or messages of one. */
export type Ahead = Exclude<Finding, 'opened'>;

/** Alerts administrators of findings, all tickets of a kind in one sentence, until they check again. */
export class Findings {
  readonly #alerts: Alerts;
  readonly #onAhead: (what: Ahead, numbers: readonly number[]) => void;
  readonly #numbers: Readonly<Record<Finding, Set<number>>> = {
    opened: new Set(),
    newer: new Set(),
    strays: new Set(),
  };

  /** `onAhead` is called with all of a kind, each time that some are found or cleared. */
  constructor(alerts: Alerts, onAhead: (what: Ahead, numbers: readonly number[]) => void) {
    this.#alerts = alerts;
    this.#onAhead = onAhead;
  }

  has(kind: Finding): boolean {
    return this.#numbers[kind].size > 0;
  }

  add(kind: Finding, number: number): void {
    this.set(kind, [...this.#numbers[kind], number]);
  }

  /** Replaces all findings of a kind. */
  set(kind: Finding, numbers: readonly number[]): void {
    const all = this.#numbers[kind];
    all.clear();
    for (const number of numbers) all.add(number);
    if (kind !== 'opened') this.#onAhead(kind, [...all]);
    if (all.size === 0) return this.#alerts.clear(kind);
    const shown = [...all].slice(-bridgeLimits.numbers_told_max);
    this.#alerts.raise(
      kind,
      discordProblem(kind, { tickets: shown, more: all.size - shown.length }),
    );
  }

  /** An administrator has read them; what still holds is found again. */
  clearAll(): void {
    for (const kind of kinds) this.set(kind, []);
  }
}
