import type { ClosedPlace } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { SearchedTickets } from '../../server/sockets/watches/closed-search.ts';
import type {
  PlacesRange,
  ClosedList,
  ClosedQuery,
  WordPlace,
  WordRange,
} from '../../server/storage/tables.ts';
import { ClosedInMemory } from './closed-memory.ts';

/** Keys that are read in the time of one whole ticket. */
const row_keys = 20;

/** Closed tickets, and how much was read of them. */
export class CountedTickets implements SearchedTickets {
  readonly all: readonly Summary[];
  readonly #inner: ClosedInMemory;
  /** What the slow reads in memory came to, by what was asked. */
  readonly #words = new Map<string, readonly WordPlace[]>();
  keys = 0;
  rows = 0;

  constructor(all: readonly Summary[]) {
    this.all = all;
    this.#inner = new ClosedInMemory(() => all);
  }

  /** In keys. */
  get cost(): number {
    return this.keys + this.rows * row_keys;
  }

  reset(): void {
    this.keys = 0;
    this.rows = 0;
  }

  closedCount(list?: ClosedList): number {
    return this.#inner.closedCount(list);
  }

  closedNumbers(query: ClosedQuery): number[] {
    return this.#counted(this.#inner.closedNumbers(query));
  }

  closedPlaces(list: ClosedList, range: PlacesRange): ClosedPlace[] {
    return this.#counted(this.#inner.closedPlaces(list, range));
  }

  closedAmong(numbers: readonly number[], lists: readonly ClosedList[]): number[] {
    this.keys += numbers.length * lists.length;
    return this.#inner.closedAmong(numbers, lists);
  }

  closedByWord(beginning: string, { after, limit }: WordRange): WordPlace[] {
    const places =
      this.#words.get(beginning) ?? this.#inner.closedByWord(beginning, { limit: Infinity });
    this.#words.set(beginning, places);
    const isAfter = ({ word, number }: WordPlace): boolean =>
      word === after?.word && number === after.number;
    const from = after === undefined ? 0 : places.findIndex(isAfter) + 1;
    return this.#counted(places.slice(from, from + limit));
  }

  closedOf(numbers: readonly number[]): Summary[] {
    this.rows += numbers.length;
    return this.#inner.closedOf(numbers);
  }

  #counted<T>(page: T[]): T[] {
    this.keys += page.length;
    return page;
  }
}
