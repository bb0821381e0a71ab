/** Callers that wait for the log to continue in a new segment. */
export class Rolls {
  #waiting: Array<() => void> = [];
  /** Callers whose change of segment is under way. */
  #underWay: ReadonlyArray<() => void> = [];

  get isWaitedFor(): boolean {
    return this.#waiting.length > 0;
  }

  add(done: () => void): void {
    this.#waiting.push(done);
  }

  /** Returns whether anybody waits. */
  begin(): boolean {
    this.#underWay = this.#waiting.splice(0);
    return this.#underWay.length > 0;
  }

  /** Answers those for whom it was begun. */
  end(): void {
    const done = this.#underWay;
    this.#underWay = [];
    for (const one of done) one();
  }

  /** Answers all who wait. */
  endAll(): void {
    this.#underWay = [...this.#underWay, ...this.#waiting.splice(0)];
    this.end();
  }
}
