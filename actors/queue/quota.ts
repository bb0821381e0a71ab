/** Counts what each account uses, so that none uses up what is there for all. */
export class Quota {
  readonly #each_max: number;
  readonly #held = new Map<string, number>();

  constructor(each_max: number) {
    this.#each_max = each_max;
  }

  /** Takes one more for the account, if it may have it. */
  take(account: string): boolean {
    const held = this.#held.get(account) ?? 0;
    if (held >= this.#each_max) return false;
    this.#held.set(account, held + 1);
    return true;
  }

  giveBack(account: string): void {
    const held = this.#held.get(account) ?? 0;
    if (held > 1) this.#held.set(account, held - 1);
    else this.#held.delete(account);
  }

  /** Forgets all counts. */
  clear(): void {
    this.#held.clear();
  }
}
