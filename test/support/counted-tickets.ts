import type { Place } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { SearchedTickets } from '../../server/sockets/watches/settled-search.ts';
import type {
  PlacesRange,
  SettledList,
  SettledQuery,
  WordPlace,
  WordRange,
} from '../../server/storage/tables.ts';
import { SettledInMemory } from './settled-memory.ts';

/** Keys that are read in the time of one whole ticket. */
const row_keys = 20;

/** Settled tickets, and how much was read of them. */
export class CountedTickets implements SearchedTickets {
  readonly all: readonly Summary[];
  readonly #inner: SettledInMemory;
  /** What the slow reads in memory came to, by what was asked. */
  readonly #words = new Map<string, readonly WordPlace[]>();
  keys = 0;
  rows = 0;

  constructor(all: readonly Summary[]) {
    this.all = all;
    this.#inner = new SettledInMemory(() => all);
  }

  /** In keys. */
  get cost(): number {
    return this.keys + this.rows * row_keys;
  }

  reset(): void {
    this.keys = 0;
    this.rows = 0;
  }

  settledCount(list?: SettledList): number {
    return this.#inner.settledCount(list);
  }

  settledNumbers(query: SettledQuery): number[] {
    return this.#counted(this.#inner.settledNumbers(query));
  }

  settledPlaces(list: SettledList, range: PlacesRange): Place[] {
    return this.#counted(this.#inner.settledPlaces(list, range));
  }

  settledAmong(numbers: readonly number[], lists: readonly SettledList[]): number[] {
    this.keys += numbers.length * lists.length;
    return this.#inner.settledAmong(numbers, lists);
  }

  settledByWord(beginning: string, { after, limit }: WordRange): WordPlace[] {
    const places =
      this.#words.get(beginning) ?? this.#inner.settledByWord(beginning, { limit: Infinity });
    this.#words.set(beginning, places);
    const isAfter = ({ word, number }: WordPlace): boolean =>
      word === after?.word && number === after.number;
    const from = after === undefined ? 0 : places.findIndex(isAfter) + 1;
    return this.#counted(places.slice(from, from + limit));
  }

  settledOf(numbers: readonly number[]): Summary[] {
    this.rows += numbers.length;
    return this.#inner.settledOf(numbers);
  }

  #counted<T>(page: T[]): T[] {
    this.keys += page.length;
    return page;
  }
}
