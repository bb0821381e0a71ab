import type { RosterStore } from './store.ts';

/** Scripts know integers of 32 bits only. */
const number_max = 2_147_483_647;

/**
 * Claims what must be unique before it is used. Accounts and characters get their numbers out of
 * one counting for all shards; a number whose owner never got stored is skipped for ever.
 */
export class Claims {
  readonly #store: RosterStore;
  #next = 1;

  constructor(store: RosterStore) {
    this.#store = store;
  }

  /** A number that something has already. */
  known(number: string): void {
    this.#next = Math.max(this.#next, Number(number) + 1);
  }

  /** No number from this on was given out yet. */
  get next(): number {
    return this.#next;
  }

  /** A fresh number, as a decimal string; `undefined` when none could be stored, or none is left. */
  async number(owner: string): Promise<string | undefined> {
    while (this.#next <= number_max) {
      const number = String(this.#next);
      this.#next += 1;
      const outcome = await this.#store.claim('account', number, owner);
      if (outcome === 'claimed') return number;
      if (outcome === 'rejected') return undefined;
    }
    return undefined;
  }

  /** Claims a folded user name for the account of that number. */
  userName(folded: string, number: string): Promise<'claimed' | 'taken' | 'rejected'> {
    return this.#store.claim('user_name', folded, number);
  }
}
