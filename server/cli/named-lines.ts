import type { Named } from '../import/importer.ts';

/** Lines that are named for one reason; of the others it is said how many there are. */
const named_max = 20;
/** Reasons that are told apart; lines beyond them are all named. */
const reasons_max = 1_000;

/** Says which lines of a file do not fit, and why, without thousands of times the same. */
export class NamedLines {
  readonly #counts = new Map<string, number>();
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  tell({ at, why }: Named): void {
    const count = (this.#counts.get(why) ?? 0) + 1;
    if (count > 1 || this.#counts.size < reasons_max) this.#counts.set(why, count);
    if (count <= named_max) this.#say(`${at}: ${why}.`);
  }

  /** Call after the last. */
  end(): void {
    for (const [why, count] of this.#counts) {
      const more = count - named_max;
      if (more > 0) this.#say(`And ${more} more ${more === 1 ? 'line' : 'lines'}: ${why}.`);
    }
    this.#counts.clear();
  }
}
