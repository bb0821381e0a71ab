import { filterKey, matcherOf } from '../../../actors/queue/filter.ts';
import { queueLimits } from '../../../actors/queue/queue-limits.ts';
import { compareClosed } from '../../../actors/queue/sort.ts';
import type { Extent } from '../../../actors/queue/window.ts';
import type { Summary } from '../../../actors/ticket/summary.ts';
import type { QueueFilter, QueueSort } from '../../../protocol/queue.ts';
import type { Tables } from '../../storage/tables.ts';
import type { ClosedList } from '../../storage/tables.ts';
import { ClosedFound } from './closed-found.ts';
import { planOf, type ClosedSearch } from './closed-plan.ts';
import { searchClosed, type SearchedTickets } from './closed-search.ts';
import { numbersAt } from './closed-rows.ts';
import type { Turns } from '../../platform/turns.ts';

/** Where closed tickets are read. */
export type ClosedTickets = SearchedTickets & Pick<Tables, 'closedPlaces'>;

/** A filter and an order of closed tickets. */
export interface ClosedRows {
  readonly filter: QueueFilter;
  readonly sort: QueueSort;
  /** The watching account, for filters such as "mine". */
  readonly me: string;
}

/** Where the rows of a window come from. */
export type Source =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'list'; readonly list: ClosedList; readonly sort: QueueSort }
  | SharedSearch;

/** The result of a search, shared by all who want it. */
interface SharedSearch {
  readonly kind: 'search';
  readonly key: string;
  /** The account that started it. */
  readonly by: string;
  readonly found: ClosedFound;
  /** False when it was given up because nobody wanted it any more. */
  readonly isThere: Promise<boolean>;
  readonly holders: Set<Holder>;
}

/** What holds a source. */
export interface Holder {
  /** False once it no longer needs the source. */
  readonly isWanted: boolean;
}

/** The sources of windows: stored lists, and shared searches. */
export class ClosedSources {
  readonly #tickets: ClosedTickets;
  readonly #turns: Turns;
  readonly #searches = new Map<string, SharedSearch>();

  constructor(tickets: ClosedTickets, turns: Turns) {
    this.#tickets = tickets;
    this.#turns = turns;
  }

  /** Kept until the holder releases it. Undefined when the bound on searches is reached. */
  take(rows: ClosedRows, holder: Holder): Source | undefined {
    const { filter, me, sort } = rows;
    const plan = planOf(filter, me, (list) => this.#tickets.closedCount(list));
    switch (plan.kind) {
      case 'nowhere':
        return plan;
      case 'list':
        return { ...plan, sort };
      case 'search':
        return this.#takeSearch(rows, plan, holder);
    }
  }

  hold(source: Source, holder: Holder): void {
    if (source.kind === 'search') source.holders.add(holder);
  }

  release(source: Source, holder: Holder): void {
    if (source.kind !== 'search') return;
    source.holders.delete(holder);
    if (source.holders.size === 0 && this.#searches.get(source.key) === source) {
      this.#searches.delete(source.key);
    }
  }

  /** Forgets all searches, as when changes may have been missed. */
  forget(): void {
    this.#searches.clear();
  }

  /** False when it was given up or forgotten meanwhile. */
  async isThere(search: SharedSearch): Promise<boolean> {
    return (await search.isThere) && this.#searches.get(search.key) === search;
  }

  /** Takes in the new summary of a ticket. Returns the searches that it concerns. */
  changed(is: Summary): Set<Source> {
    const concerned = new Set<Source>();
    for (const one of this.#searches.values()) if (one.found.changed(is)) concerned.add(one);
    return concerned;
  }

  extentOf(source: Source): Extent {
    switch (source.kind) {
      case 'nowhere':
        return { total: 0 };
      case 'list':
        return { total: this.#tickets.closedCount(source.list) };
      case 'search':
        return { total: source.found.total, more: source.found.more };
    }
  }

  /** The numbers in a window of it. */
  numbersOf(source: Source, offset: number, limit: number): readonly number[] {
    switch (source.kind) {
      case 'nowhere':
        return [];
      case 'list':
        return numbersAt(this.#tickets, source.list, source.sort, offset, limit);
      case 'search':
        return source.found.window(offset, limit);
    }
  }

  /** As `Tables.closedOf`. */
  summariesOf(numbers: readonly number[]): Summary[] {
    return this.#tickets.closedOf(numbers);
  }

  #takeSearch(
    { filter, me, sort }: ClosedRows,
    plan: ClosedSearch,
    holder: Holder,
  ): SharedSearch | undefined {
    const key = `${sort.by} ${sort.descending} ${filterKey(filter, me)}`;
    const known = this.#searches.get(key);
    if (known !== undefined) {
      known.holders.add(holder);
      return known;
    }
    if (!this.#hasRoom(me)) return undefined;
    const matches = matcherOf(filter, me);
    const found = new ClosedFound(matches, compareClosed(sort));
    const holders = new Set([holder]);
    const steps = searchClosed(this.#tickets, plan, matches, sort);
    const mayGoOn = (): boolean => [...holders].some(({ isWanted }) => isWanted);
    const look = async (): Promise<boolean> => {
      const places = await this.#turns.allWhile(mayGoOn, me, steps);
      if (places !== undefined) found.begin(places);
      return places !== undefined;
    };
    const search: SharedSearch = { kind: 'search', key, by: me, found, isThere: look(), holders };
    this.#searches.set(key, search);
    return search;
  }

  #hasRoom(account: string): boolean {
    const { closed_searches_max, account_closed_searches_max } = queueLimits;
    const own = [...this.#searches.values()].filter(({ by }) => by === account);
    return this.#searches.size < closed_searches_max && own.length < account_closed_searches_max;
  }
}
