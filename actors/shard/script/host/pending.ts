/** Unanswered requests by number. */
export class Pending<T> {
  readonly #waiting = new Map<number, (answer: T) => void>();

  get size(): number {
    return this.#waiting.size;
  }

  wait(id: number): Promise<T> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** An answer that nobody waits for is dropped. */
  settle(id: number, answer: T): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(answer);
  }

  settleAllBut(kept: ReadonlySet<number>, answer: T): void {
    for (const id of this.#waiting.keys()) if (!kept.has(id)) this.settle(id, answer);
  }
}
