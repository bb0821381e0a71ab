import type { Summary } from '../ticket/summary.ts';
import { Multimap } from './multimap.ts';

/** Which active tickets each account participates in, so that nobody's own list needs a look at all. */
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

  /** Of those who are not in `after` too: whoever goes on participating keeps the place. */
  remove(summary: Summary, after: Summary | null): void {
    for (const account of summary.participants) {
      if (after?.participants.includes(account) !== true) {
        this.#byAccount.remove(account, summary.id);
      }
    }
  }
}
