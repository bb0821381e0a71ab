import type { Summary } from '../ticket/summary.ts';
import { Multimap } from './multimap.ts';

/** Active tickets by participating account, so that a player's own list needs no scan. */
export class Participations {
  readonly #byAccount = new Multimap<Summary>();

  of(account: string): readonly Summary[] {
    return this.#byAccount.of(account);
  }

  add(summary: Summary): void {
    for (const account of summary.participants) this.#byAccount.put(account, summary.id, summary);
  }

  clear(): void {
    this.#byAccount.clear();
  }

  /** Only accounts that are not in `after` too: the others keep their place. */
  remove(summary: Summary, after: Summary | null): void {
    for (const account of summary.participants) {
      if (after?.participants.includes(account) !== true) {
        this.#byAccount.remove(account, summary.id);
      }
    }
  }
}
