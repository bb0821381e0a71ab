import { compareClosed, type ClosedPlace } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { wordsOf } from '../../protocol/words.ts';
import type { Tables } from '../../server/storage/tables.ts';
import type {
  PlacesRange,
  ClosedList,
  ClosedQuery,
  ClosedWindow,
  WordPlace,
  WordRange,
} from '../../server/storage/tables.ts';
import { compareKeys } from '../../server/storage/rows/keys.ts';
import { listName, listsOf } from '../../server/storage/lists/list-names.ts';

type ClosedReads = Pick<
  Tables,
  | 'closedTickets'
  | 'closedNumbers'
  | 'closedCount'
  | 'closedWindow'
  | 'closedPlaces'
  | 'closedAmong'
  | 'closedByWord'
  | 'closedOf'
>;

/** What tables tell of closed tickets, read off all summaries each time: for tests. */
export class ClosedInMemory implements ClosedReads {
  readonly #all: () => readonly Summary[];

  /** `all` gives the summaries of all tickets, active ones too. */
  constructor(all: () => readonly Summary[]) {
    this.#all = all;
  }

  closedTickets({ before = Infinity, limit, ...list }: ClosedQuery): Summary[] {
    return this.#of(list)
      .filter(({ number }) => number < before)
      .toSorted((a, b) => b.number - a.number)
      .slice(0, limit);
  }

  closedNumbers(query: ClosedQuery): number[] {
    return this.closedTickets(query).map(({ number }) => number);
  }

  closedCount(list: ClosedList = {}): number {
    return this.#of(list).length;
  }

  closedWindow(list: ClosedList, window: ClosedWindow): Summary[] {
    const { by, descending, offset, limit } = window;
    const rows = this.#of(list).toSorted((a, b) => a[by] - b[by] || a.number - b.number);
    return (descending ? rows.toReversed() : rows).slice(offset, offset + limit);
  }

  closedPlaces(
    list: ClosedList,
    { by = 'updated', descending = false, after, skip = 0, limit }: PlacesRange,
  ): ClosedPlace[] {
    const compare = compareClosed({ by: by === 'number' ? 'created' : by, descending });
    return this.#of(list)
      .map(({ updated, number }) => ({ updated: by === 'number' ? 0 : updated, number }))
      .filter((place) => after === undefined || compare(place, after) > 0)
      .toSorted(compare)
      .slice(skip, skip + limit);
  }

  closedAmong(numbers: readonly number[], lists: readonly ClosedList[]): number[] {
    const among = new Set(lists.flatMap((list) => this.#of(list).map(({ number }) => number)));
    return numbers.filter((number) => among.has(number));
  }

  closedByWord(beginning: string, { after, limit }: WordRange): WordPlace[] {
    const compare = (a: WordPlace, b: WordPlace): number =>
      compareKeys(a.word, b.word) || a.number - b.number;
    return this.#of({})
      .flatMap(({ subject, number }) => wordsOf(subject).map((word) => ({ word, number })))
      .filter((found) => found.word.startsWith(beginning))
      .filter((found) => after === undefined || compare(found, after) > 0)
      .toSorted(compare)
      .slice(0, limit);
  }

  closedOf(numbers: readonly number[]): Summary[] {
    const all = this.#of({});
    return numbers.flatMap((number) => all.filter((summary) => summary.number === number));
  }

  #of(list: ClosedList): Summary[] {
    const name = listName(list);
    return this.#all().filter((summary) => listsOf(summary).has(name));
  }
}
