import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { bridgeLimits } from '../limits.ts';

/** What was found on Discord that nobody but an administrator can judge, by the tickets' numbers. */
const kinds = ['opened', 'newer', 'strays'] as const;
type Find = (typeof kinds)[number];

/** Where Discord shows more than the data folder has: channels of tickets, messages of one. */
export type Ahead = Exclude<Find, 'opened'>;

/** Tells administrators of finds, all tickets of a kind in one sentence, until they have looked. */
export class Finds {
  readonly #alerts: Alerts;
  readonly #onAhead: (what: Ahead, numbers: readonly number[]) => void;
  readonly #numbers: Readonly<Record<Find, Set<number>>> = {
    opened: new Set(),
    newer: new Set(),
    strays: new Set(),
  };

  /** `onAhead` is called with all of a kind, each time that they are found or seen to. */
  constructor(alerts: Alerts, onAhead: (what: Ahead, numbers: readonly number[]) => void) {
    this.#alerts = alerts;
    this.#onAhead = onAhead;
  }

  has(kind: Find): boolean {
    return this.#numbers[kind].size > 0;
  }

  add(kind: Find, number: number): void {
    this.set(kind, [...this.#numbers[kind], number]);
  }

  /** These and no others. */
  set(kind: Find, numbers: readonly number[]): void {
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

  /** Somebody has read them; what is still so is found again. */
  seenTo(): void {
    for (const kind of kinds) this.set(kind, []);
  }
}
