import { Listeners } from '../../../actors/runtime/listeners.ts';

/** Bound on different sentences; further damage is not reported. */
const sentences_max = 100;

/**
 * Collects parts of the data that cannot be read. Each is reported once; everything else works on.
 */
export class Damage {
  readonly #sentences = new Set<string>();
  readonly #found = new Listeners<[sentence: string]>();

  /** Adds a listener, which is also told what was found before. */
  onFound(listener: (sentence: string) => void): void {
    this.#found.add(listener);
    for (const sentence of this.#sentences) listener(sentence);
  }

  /** What was found, for `/ready`. */
  fault(): string | undefined {
    const [first] = this.#sentences;
    if (first === undefined) return undefined;
    const more = this.#sentences.size - 1;
    return more === 0 ? first : `${first} So it is with ${more} more, which the log names.`;
  }

  foundPages(count: number): void {
    const pages = count === 1 ? 'A page' : `${count} pages`;
    this.#add(
      `${pages} of data.mdb cannot be read: stop the server and put a backup in its place. The rest can be used.`,
    );
  }

  /** `what`: the thing whose data cannot be read. */
  met(what: string, error: unknown): void {
    const { message } = error as Error;
    this.#add(
      `The data of ${what} in data.mdb is damaged (${message}): stop the server and put a backup in its place. The rest can be used.`,
    );
  }

  #add(sentence: string): void {
    if (this.#sentences.has(sentence) || this.#sentences.size >= sentences_max) return;
    this.#sentences.add(sentence);
    this.#found.tell(sentence);
  }
}
