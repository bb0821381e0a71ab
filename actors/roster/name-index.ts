import { beginWords, foldText, wordsOf } from '../../protocol/words.ts';

/** What is looked at for one look-up: a bound on its time, far above what a useful one needs. */
const looked_max = 20_000;
/** UTF-16 units by which words are kept together. */
const start_chars = 3;

/**
 * Finds by the beginnings of words in names, in whatever case. Kept by the first three units of
 * each word; the names themselves stay where they are.
 */
export class NameIndex {
  readonly #byStart = new Map<string, Set<string>>();
  readonly #namesOf: (id: string) => readonly string[];

  /** `namesOf`: all names that something has now. */
  constructor(namesOf: (id: string) => readonly string[]) {
    this.#namesOf = namesOf;
  }

  add(id: string, name: string): void {
    for (const start of startsOf(name)) {
      const ids = this.#byStart.get(start) ?? new Set();
      this.#byStart.set(start, ids.add(id));
    }
  }

  /** It is not called so any more; what else it is called stays. */
  remove(id: string, name: string): void {
    const left = new Set(this.#namesOf(id).flatMap(startsOf));
    for (const start of startsOf(name)) {
      if (left.has(start)) continue;
      const ids = this.#byStart.get(start);
      ids?.delete(id);
      if (ids?.size === 0) this.#byStart.delete(start);
    }
  }

  /** Up to `found_max` of those whose names match all the words, in no order. */
  find(words: string, found_max: number): string[] {
    const found = new Set<string>();
    let looked = 0;
    for (const id of this.#candidates(wordsOf(words))) {
      if (found.size >= found_max || (looked += 1) > looked_max) break;
      if (matchesWords(this.#namesOf(id), words)) found.add(id);
    }
    return [...found];
  }

  /** All that match one of the words, the one that the fewest have. */
  #candidates(words: readonly string[]): Iterable<string> {
    const sets = words.map((word) => this.#startingWith(word));
    const sizeOf = (ids: ReadonlyArray<ReadonlySet<string>>): number =>
      ids.reduce((sum, { size }) => sum + size, 0);
    const [fewest = []] = sets.toSorted((a, b) => sizeOf(a) - sizeOf(b));
    return fewest.flatMap((ids) => [...ids]);
  }

  #startingWith(word: string): Array<ReadonlySet<string>> {
    const start = startOf(word);
    if (word.length < start_chars) {
      return [...this.#byStart].flatMap(([key, ids]) => (key.startsWith(start) ? [ids] : []));
    }
    const ids = this.#byStart.get(start);
    return ids === undefined ? [] : [ids];
  }
}

/** Whether each of the words begins a word of one of the names. */
export function matchesWords(names: readonly string[], words: string): boolean {
  return beginWords(names.flatMap(wordsOf), wordsOf(words));
}

/** Sorts names as they read, in whatever case and with whatever accents. */
export function byName(a: string, b: string): number {
  const [left, right] = [foldText(a), foldText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function startsOf(name: string): string[] {
  return wordsOf(name).map(startOf);
}

function startOf(word: string): string {
  // Half of a character is as good a key as any.
  return word.slice(0, start_chars);
}
