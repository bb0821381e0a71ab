import { OrderedList } from '../../queue/list.ts';
import { NumberSet } from '../../queue/number-set.ts';
import { beginWords, foldText, wordsOf } from '../../../protocol/words.ts';

/** Entries that are read in one step, and those whose names are looked at: less than a millisecond either way. */
const step_entries = 2_000;
const step_names = 100;

/** Stands in no word, and before all that may. */
const separator = '\0';
/** Comes after all that may stand in a word. */
const last = '\uffff';

/** Finds by the beginnings of words in names, however they are written: a word and whose it is, in order. */
export class NameIndex {
  readonly #entries = new OrderedList<string>([], () => true, inOrder);
  readonly #namesOf: (id: string) => readonly string[];

  /** `namesOf`: all names that something has now. */
  constructor(namesOf: (id: string) => readonly string[]) {
    this.#namesOf = namesOf;
  }

  add(id: string, name: string): void {
    for (const word of wordsOf(name)) {
      const entry = word + separator + id;
      if (this.#entries.from(entry, 1)[0] !== entry) this.#entries.apply(null, entry);
    }
  }

  /** It is not called so any more; what else it is called stays. */
  remove(id: string, name: string): void {
    const left = new Set(this.#namesOf(id).flatMap(wordsOf));
    for (const word of wordsOf(name)) {
      if (!left.has(word)) this.#entries.apply(word + separator + id, null);
    }
  }

  /** The first `found_max` of those whose names match all the words, in the order of the rarest of these. */
  *find(words: string, found_max: number): Generator<void, string[]> {
    const found = new Set<string>();
    const wanted = wordsOf(words);
    const [rarest] = wanted.toSorted((a, b) => this.#count(a) - this.#count(b));
    if (rarest === undefined) return [];
    const step = wanted.length === 1 ? step_entries : step_names;
    for (const ids of this.#pages(rarest, step)) {
      for (const id of ids) {
        if (wanted.length > 1 && !matchesWords(this.#namesOf(id), words)) continue;
        found.add(id);
        if (found.size === found_max) return [...found];
      }
      yield;
    }
    return [...found];
  }

  /** All whose names match all the words, where what has names has a number. */
  *matching(words: string): Generator<void, NumberSet> {
    let found: NumberSet | undefined;
    for (const word of wordsOf(words).toSorted((a, b) => this.#count(a) - this.#count(b))) {
      const among = found;
      found = new NumberSet();
      for (const ids of this.#pages(word, step_entries)) {
        for (const id of ids) if (among?.has(Number(id)) !== false) found.add(Number(id));
        yield;
      }
    }
    return found ?? new NumberSet();
  }

  #count(beginning: string): number {
    return this.#entries.before(beginning + last) - this.#entries.before(beginning);
  }

  /** Whose words begin so, in the order of the words. What comes and goes between two pages does no harm. */
  *#pages(beginning: string, size: number): Generator<string[]> {
    let from = beginning;
    for (;;) {
      const entries = this.#entries.from(from, size);
      const own = entries.filter((entry) => entry.startsWith(beginning));
      yield own.map((entry) => entry.slice(entry.indexOf(separator) + 1));
      if (own.length < size) return;
      from = `${own.at(-1)!}${separator}`;
    }
  }
}

/** Whether each of the words begins a word of one of the names. */
export function matchesWords(names: readonly string[], words: string): boolean {
  return beginWords(names.flatMap(wordsOf), wordsOf(words));
}

/** Sorts names as they read, in whatever case and with whatever accents. */
export function byName(a: string, b: string): number {
  return inOrder(foldText(a), foldText(b));
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
