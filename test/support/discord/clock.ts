/** Time that passes by itself and that a test moves on: nothing waits ten minutes for a rename. */
export class MovedClock {
  #moved_ms = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#moved_ms;
  }

  move(by_ms: number): void {
    this.#moved_ms += by_ms;
  }
}
