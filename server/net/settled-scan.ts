import { setImmediate as nextTurn } from 'node:timers/promises';
import { OrderedList } from '../../actors/queue/list.ts';
import type { Place } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { Journal, SettledList, WordPlace } from '../storage/journal.ts';

export type ScannedTickets = Pick<
  Journal,
  'settledPlaces' | 'settledAmong' | 'settledByWord' | 'settledOf'
>;

/** What is read in one event-loop turn: keys, and whole tickets. A few milliseconds either way. */
const page_keys = 1_000;
const page_rows = 200;

/**
 * The places of all settled tickets that match a filter which no list of the journal stands for:
 * looked for once, then kept true by what happens.
 */
export class SettledScan {
  readonly #matches: (summary: Summary) => boolean;
  readonly #places = new Map<number, Place>();
  readonly #list: OrderedList<Place>;

  constructor(matches: (summary: Summary) => boolean, compare: (a: Place, b: Place) => number) {
    this.#matches = matches;
    this.#list = new OrderedList([], () => true, compare);
  }

  get total(): number {
    return this.#list.total;
  }

  /** Takes these page by page, one in an event-loop turn, as long as it may go on. Says whether it came to the end. */
  async look(pages: Iterable<readonly Place[]>, mayGoOn: () => boolean): Promise<boolean> {
    for (const page of pages) {
      // Never older than what it was told: that was on the disk before.
      for (const place of page) this.#put(place.number, place);
      await nextTurn();
      if (!mayGoOn()) return false;
    }
    return true;
  }

  /** A ticket is as `after` now. Says whether the list has to do with it. */
  changed(after: Summary): boolean {
    const was = this.#places.has(after.number);
    const is = this.#matches(after);
    if (was || is) this.#put(after.number, is ? placeOf(after) : null);
    return was || is;
  }

  /** The numbers in a window of the list. */
  window(offset: number, limit: number): number[] {
    return this.#list.window(offset, limit).map(({ number }) => number);
  }

  #put(number: number, place: Place | null): void {
    this.#list.apply(this.#places.get(number) ?? null, place);
    if (place === null) this.#places.delete(number);
    else this.#places.set(number, place);
  }
}

/** Those in one of these lists that are in one of each of the others too. */
export function* placesIn(
  tickets: ScannedTickets,
  lists: readonly SettledList[],
  others: ReadonlyArray<readonly SettledList[]>,
): Generator<Place[]> {
  for (const list of lists) {
    let after: Place | undefined;
    do {
      const limit = page_keys;
      const page = tickets.settledPlaces(list, after === undefined ? { limit } : { after, limit });
      yield others.reduce<Place[]>((left, some) => tickets.settledAmong(left, some), page);
      after = page.at(-1);
    } while (after !== undefined);
  }
}

/** Those that match and have a word in their subject that begins so. */
export function* placesWithWord(
  tickets: ScannedTickets,
  beginning: string,
  matches: (summary: Summary) => boolean,
): Generator<Place[]> {
  let after: WordPlace | undefined;
  do {
    const limit = page_rows;
    const page = tickets.settledByWord(
      beginning,
      after === undefined ? { limit } : { after, limit },
    );
    yield page.flatMap(({ summary }) => (matches(summary) ? placeOf(summary) : []));
    after = page.at(-1);
  } while (after !== undefined);
}

function placeOf({ number, updated }: Summary): Place {
  return { number, updated };
}
