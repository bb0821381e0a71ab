/** The epoch of snowflakes, in milliseconds since 1970. */
const discord_epoch_ms = 1_420_070_400_000;

/** Makes snowflakes, which rise and contain their time. */
export class Ids {
  #last = 0n;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    const timed = BigInt(this.#now() - discord_epoch_ms) << 22n;
    this.#last = timed > this.#last ? timed : this.#last + 1n;
    return this.#last.toString();
  }
}

/** Whether the first was made after the second. */
export function isLater(id: string, than: string): boolean {
  return BigInt(id) > BigInt(than);
}

export function isSnowflake(text: unknown): text is string {
  return typeof text === 'string' && /^\d{17,19}$/u.test(text);
}
