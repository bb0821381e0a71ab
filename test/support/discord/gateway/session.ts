/** The events of one session, which are sent again when the client resumes. */
export class Session {
  readonly id: string;
  readonly intents: number;
  /** Milliseconds since 1970, of the moved clock; undefined while it is connected. */
  leftAt: number | undefined;
  readonly #told: Array<{ readonly t: string; readonly d: unknown; readonly s: number }> = [];
  #send: ((payload: object) => void) | undefined;

  constructor(id: string, intents: number) {
    this.id = id;
    this.intents = intents;
  }

  get seq(): number {
    return this.#told.length;
  }

  connect(send: (payload: object) => void): void {
    this.#send = send;
    this.leftAt = undefined;
  }

  leave(now: number): void {
    this.#send = undefined;
    this.leftAt = now;
  }

  dispatch(t: string, d: unknown): void {
    const told = { op: 0, t, d, s: this.seq + 1 };
    this.#told.push(told);
    this.#send?.(told);
  }

  /** Sends all events after a number again. */
  replay(after: number): void {
    for (const told of this.#told.slice(after)) this.#send?.({ op: 0, ...told });
  }
}
