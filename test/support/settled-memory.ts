import { compareSettled, type Place } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { wordsOf } from '../../protocol/words.ts';
import type { Tables } from '../../server/storage/tables.ts';
import type {
  PlacesRange,
  SettledList,
  SettledQuery,
  SettledWindow,
  WordPlace,
  WordRange,
} from '../../server/storage/tables.ts';
import { compareKeys } from '../../server/storage/rows/keys.ts';
import { listName, listsOf } from '../../server/storage/lists/settled-lists.ts';

type SettledReads = Pick<
  Tables,
  | 'settled'
  | 'settledNumbers'
  | 'settledCount'
  | 'settledWindow'
  | 'settledPlaces'
  | 'settledAmong'
  | 'settledByWord'
  | 'settledOf'
>;

/** What tables tell of settled tickets, read off all summaries each time: for tests. */
export class SettledInMemory implements SettledReads {
  readonly #all: () => readonly Summary[];

  /** `all` gives the summaries of all tickets, active ones too. */
  constructor(all: () => readonly Summary[]) {
    this.#all = all;
  }

  settled({ before = Infinity, limit, ...list }: SettledQuery): Summary[] {
    return this.#of(list)
      .filter(({ number }) => number < before)
      .toSorted((a, b) => b.number - a.number)
      .slice(0, limit);
  }

  settledNumbers(query: SettledQuery): number[] {
    return this.settled(query).map(({ number }) => number);
  }

  settledCount(list: SettledList = {}): number {
    return this.#of(list).length;
  }

  settledWindow(list: SettledList, window: SettledWindow): Summary[] {
    const { by, descending, offset, limit } = window;
    const rows = this.#of(list).toSorted((a, b) => a[by] - b[by] || a.number - b.number);
    return (descending ? rows.toReversed() : rows).slice(offset, offset + limit);
  }

  settledPlaces(
    list: SettledList,
    { by = 'updated', descending = false, after, skip = 0, limit }: PlacesRange,
  ): Place[] {
    const compare = compareSettled({ by: by === 'number' ? 'created' : by, descending });
    return this.#of(list)
      .map(({ updated, number }) => ({ updated: by === 'number' ? 0 : updated, number }))
      .filter((place) => after === undefined || compare(place, after) > 0)
      .toSorted(compare)
      .slice(skip, skip + limit);
  }

  settledAmong(numbers: readonly number[], lists: readonly SettledList[]): number[] {
    const among = new Set(lists.flatMap((list) => this.#of(list).map(({ number }) => number)));
    return numbers.filter((number) => among.has(number));
  }

  settledByWord(beginning: string, { after, limit }: WordRange): WordPlace[] {
    const compare = (a: WordPlace, b: WordPlace): number =>
      compareKeys(a.word, b.word) || a.number - b.number;
    return this.#of({})
      .flatMap(({ subject, number }) => wordsOf(subject).map((word) => ({ word, number })))
      .filter((found) => found.word.startsWith(beginning))
      .filter((found) => after === undefined || compare(found, after) > 0)
      .toSorted(compare)
      .slice(0, limit);
  }

  settledOf(numbers: readonly number[]): Summary[] {
    const settled = this.#of({});
    return numbers.flatMap((number) => settled.filter((summary) => summary.number === number));
  }

  #of(list: SettledList): Summary[] {
    const name = listName(list);
    return this.#all().filter((summary) => listsOf(summary).has(name));
  }
}
