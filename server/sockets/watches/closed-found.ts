import { queueLimits } from '../../../actors/queue/queue-limits.ts';
import { OrderedList } from '../../../actors/queue/list.ts';
import type { ClosedPlace } from '../../../actors/queue/sort.ts';
import type { Summary } from '../../../actors/ticket/summary.ts';
import type { FoundPlaces } from './closed-search.ts';

/**
 * The first places, in order, of the closed tickets that match a filter for which the storage has
 * no list. They are searched for once, then kept up to date by changes.
 */
export class ClosedFound {
  readonly #matches: (summary: Summary) => boolean;
  readonly #compare: (a: ClosedPlace, b: ClosedPlace) => number;
  readonly #places = new Map<number, ClosedPlace>();
  #list: OrderedList<ClosedPlace>;
  #more = false;
  /** Changes during the search, which are newer than its result. */
  #meanwhile: Map<number, ClosedPlace | null> | undefined = new Map();

  constructor(
    matches: (summary: Summary) => boolean,
    compare: (a: ClosedPlace, b: ClosedPlace) => number,
  ) {
    this.#matches = matches;
    this.#compare = compare;
    this.#list = new OrderedList([], () => true, compare);
  }

  get total(): number {
    return this.#list.total;
  }

  /** Whether more tickets match after these. */
  get more(): boolean {
    return this.#more;
  }

  begin({ places, more }: FoundPlaces): void {
    const meanwhile = this.#meanwhile ?? new Map<number, ClosedPlace | null>();
    this.#meanwhile = undefined;
    this.#list = new OrderedList(places, () => true, this.#compare);
    this.#more = more;
    for (const place of places) this.#places.set(place.number, place);
    for (const [number, place] of meanwhile) this.#put(number, place);
  }

  /** Takes in the new summary of a ticket. Returns whether it concerns this list. */
  changed(after: Summary): boolean {
    const { number, updated } = after;
    const is = this.#matches(after) ? { number, updated } : null;
    if (this.#meanwhile !== undefined) {
      this.#meanwhile.set(number, is);
      return false;
    }
    const was = this.#places.has(number);
    if (was || is !== null) this.#put(number, is);
    return was || is !== null;
  }

  /** The numbers in a window of the list. */
  window(offset: number, limit: number): number[] {
    return this.#list.window(offset, limit).map(({ number }) => number);
  }

  #put(number: number, place: ClosedPlace | null): void {
    const { last } = this.#list;
    // Others may lie between the last known place and this one.
    const isBeyond =
      this.#more && place !== null && last !== undefined && this.#compare(place, last) > 0;
    const is = isBeyond ? null : place;
    this.#list.apply(this.#places.get(number) ?? null, is);
    if (is === null) this.#places.delete(number);
    else this.#places.set(number, is);
    if (this.#list.total > queueLimits.closed_found_max) this.#dropLast();
  }

  #dropLast(): void {
    const { last } = this.#list;
    if (last === undefined) return;
    this.#list.apply(last, null);
    this.#places.delete(last.number);
    this.#more = true;
  }
}
