/** What the roster needs from outside: time, randomness and a one-way function. */
export interface Secrets {
  /** Milliseconds since 1970. */
  now(): number;
  /** A new secret of 256 random bits, in characters that need no escaping in an address. */
  make(): string;
  /** A new code for people to type: 40 random bits as `XXXX-XXXX`, without I, L, O and U. */
  makeCode(): string;
  /**
   * One-way, fast and unsalted: enough for secrets from `make`, which cannot be guessed, and usable
   * as a key. Never for passwords.
   */
  hash(secret: string): string;
}
