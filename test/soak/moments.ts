/** Counts what happens, for whoever waits for a moment that no clock tells. */
export class Moments {
  #count = 0;
  #waiting: Array<() => void> = [];

  happened(): void {
    this.#count += 1;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when that much more has happened, or nothing more will. */
  async after(count: number, isOver: () => boolean): Promise<void> {
    const until = this.#count + count;
    await this.until(() => this.#count >= until || isOver());
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
