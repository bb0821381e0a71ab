import type { Summary } from '../ticket/summary.ts';

/** Which active tickets each account participates in, so that nobody's own list needs a look at all. */
export class Participations {
  readonly #byAccount = new Map<string, Map<string, Summary>>();

  of(account: string): Iterable<Summary> {
    return this.#byAccount.get(account)?.values() ?? [];
  }

  add(summary: Summary): void {
    for (const account of summary.participants) {
      const own = this.#byAccount.get(account) ?? new Map<string, Summary>();
      this.#byAccount.set(account, own.set(summary.id, summary));
    }
  }

  clear(): void {
    this.#byAccount.clear();
  }

  remove(summary: Summary): void {
    for (const account of summary.participants) {
      const own = this.#byAccount.get(account);
      own?.delete(summary.id);
      if (own?.size === 0) this.#byAccount.delete(account);
    }
  }
}
