/** What the roster needs of its surroundings: the clock, randomness and a one-way function. */
export interface Secrets {
  /** Milliseconds since 1970. */
  now(): number;
  /** A fresh secret of 256 random bits, in characters that need no escape in an address. */
  make(): string;
  /** A fresh code that people can type: 40 random bits as `XXXX-XXXX`, without I, L, O and U. */
  makeCode(): string;
  /**
   * One way, fast and without salt: enough for what `make` gave, which nobody can guess, and it
   * lets a secret be looked up. Never for passwords.
   */
  hash(secret: string): string;
}
