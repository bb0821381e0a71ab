/** Who waits for the log to go on in a new segment. */
export class Rolls {
  #waiting: Array<() => void> = [];
  /** Those for whom it is done now. */
  #underWay: ReadonlyArray<() => void> = [];

  get isWaitedFor(): boolean {
    return this.#waiting.length > 0;
  }

  add(done: () => void): void {
    this.#waiting.push(done);
  }

  /** Says whether anybody waits. */
  begin(): boolean {
    this.#underWay = this.#waiting.splice(0);
    return this.#underWay.length > 0;
  }

  /** It is done for those for whom it was begun. */
  end(): void {
    const done = this.#underWay;
    this.#underWay = [];
    for (const one of done) one();
  }

  /** Nobody is to wait any more. */
  endAll(): void {
    this.#underWay = [...this.#underWay, ...this.#waiting.splice(0)];
    this.end();
  }
}
