/**
 * Small integers that stand for sessions in scripts, whose integers have 32 bits. A number is never
 * reused while the server runs.
 */
export class SessionNumbers {
  #last = 0;
  readonly #numbers = new Map<string, number>();
  readonly #sessions = new Map<number, string>();

  /** The number of a session, made at first use. */
  of(session: string): number {
    const known = this.#numbers.get(session);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#numbers.set(session, this.#last);
    this.#sessions.set(this.#last, session);
    return this.#last;
  }

  session(number: number): string | undefined {
    return this.#sessions.get(number);
  }

  end(session: string): void {
    const number = this.#numbers.get(session);
    if (number === undefined) return;
    this.#numbers.delete(session);
    this.#sessions.delete(number);
  }
}
