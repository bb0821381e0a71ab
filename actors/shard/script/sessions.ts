export interface SessionRecord {
  readonly session: number;
  readonly character: number | null;
}

/**
 * The live sessions of a shard. Kept on both sides of the thread: inside, for whom scripts can
 * reach; outside, to start the next thread with. Open forms are in the shard's form book.
 */
export class Sessions {
  readonly #live = new Map<number, number | null>();

  constructor(records: readonly SessionRecord[] = []) {
    for (const { session, character } of records) this.open(session, character);
  }

  /** Also changes the character of a known session. */
  open(session: number, character: number | null): void {
    this.#live.set(session, character);
  }

  close(session: number): void {
    this.#live.delete(session);
  }

  has(session: number): boolean {
    return this.#live.has(session);
  }

  character(session: number): number | null {
    return this.#live.get(session) ?? null;
  }

  records(): SessionRecord[] {
    return [...this.#live].map(([session, character]) => ({ session, character }));
  }
}
