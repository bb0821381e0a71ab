import type { Alerts } from './alerts.ts';
import { bridgeLimits } from './limits.ts';
import type { Action } from './plan.ts';
import { sentences } from './sentences.ts';

/** Tells administrators what Discord keeps the bot from, and that it does no longer. */
export class Troubles {
  readonly #alerts: Alerts;
  /** What Discord does not let the bot do, with the ticket that met it first. */
  readonly #denied = new Map<Action['kind'], string>();
  /** How often in a row nothing of a ticket's channel was found. */
  readonly #misses = new Map<string, number>();

  constructor(alerts: Alerts) {
    this.#alerts = alerts;
  }

  /** `reason`: how the call ended. */
  ended(ticket: string, number: number, kind: Action['kind'], reason: string): void {
    this.#permitted(ticket, number, kind, reason);
    this.#seenAgain(ticket, number, kind, reason);
  }

  /** A channel that every look finds and no call does is one that the bot is kept out of. */
  #seenAgain(ticket: string, number: number, kind: Action['kind'], reason: string): void {
    // Looks at the guild and what is noted down reach no channel.
    const isLocal = ['look_channel', 'farewell', 'skip', 'end_replay'].includes(kind);
    if (reason === 'done' && !isLocal && this.#misses.delete(ticket)) {
      if (this.#misses.size === 0) this.#alerts.clear('hidden');
    }
    if (reason !== 'not_found' || kind === 'delete_channel') return;
    const misses = (this.#misses.get(ticket) ?? 0) + 1;
    this.#misses.set(ticket, misses);
    if (misses === bridgeLimits.misses_max) {
      this.#alerts.raise('hidden', sentences.not_seen(number));
    }
  }

  /** Told of one ticket, for the others will meet the same. */
  #permitted(ticket: string, number: number, kind: Action['kind'], reason: string): void {
    const first = this.#denied.get(kind);
    if (reason === 'missing_permission' && first === undefined) {
      this.#denied.set(kind, ticket);
      this.#alerts.raise(`permission ${kind}`, sentences.not_permitted(kind, number));
    }
    if (reason !== 'missing_permission' && first === ticket) {
      this.#denied.delete(kind);
      this.#alerts.clear(`permission ${kind}`);
    }
  }
}
