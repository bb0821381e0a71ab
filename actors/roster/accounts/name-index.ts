import { OrderedList } from '../../queue/list.ts';
import { NumberSet } from '../../queue/number-set.ts';
import { beginWords, foldText, wordsOf } from '../../../protocol/words.ts';

/** Entries read in one step, and names compared in one: less than a millisecond either way. */
const step_entries = 2_000;
const step_names = 100;

/** Occurs in no word and sorts before every character that may. */
const separator = '\0';
/** Sorts after every character of a word. */
const last = '\uffff';

/**
 * Finds ids by the first letters of words in their names, ignoring case and accents: a sorted list
 * of word and id. Written here, since full-text packages keep an object per name, of which there
 * may be a million.
 */
export class NameIndex {
  readonly #entries = new OrderedList<string>([], () => true, inOrder);
  readonly #namesOf: (id: string) => readonly string[];

  /** `namesOf`: all present names of an id. */
  constructor(namesOf: (id: string) => readonly string[]) {
    this.#namesOf = namesOf;
  }

  add(id: string, name: string): void {
    for (const word of wordsOf(name)) {
      const entry = word + separator + id;
      if (this.#entries.from(entry, 1)[0] !== entry) this.#entries.apply(null, entry);
    }
  }

  /** Removes one name; the other names of the id stay. */
  remove(id: string, name: string): void {
    const left = new Set(this.#namesOf(id).flatMap(wordsOf));
    for (const word of wordsOf(name)) {
      if (!left.has(word)) this.#entries.apply(word + separator + id, null);
    }
  }

  /** The first `found_max` ids whose names match all the words, in the order of the rarest word. */
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

  /** All ids whose names match all the words; ids must be numbers. */
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

  /**
   * Entries whose words start like this, in order of word. Changes between two pages do no harm.
   */
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

/** Whether each of the words starts a word of one of the names. */
export function matchesWords(names: readonly string[], words: string): boolean {
  return beginWords(names.flatMap(wordsOf), wordsOf(words));
}

/** Sorts names alphabetically, ignoring case and accents. */
export function byName(a: string, b: string): number {
  return inOrder(foldText(a), foldText(b));
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
