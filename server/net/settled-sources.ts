import { filterKey, matcherOf } from '../../actors/queue/filter.ts';
import { queueLimits } from '../../actors/queue/limits.ts';
import { compareSettled, type Place } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { QueueFilter, QueueSort } from '../../protocol/ticket.ts';
import type { Journal, SettledList } from '../storage/journal.ts';
import { planOf } from './settled-plan.ts';
import { placesIn, placesWithWord, SettledScan, type ScannedTickets } from './settled-scan.ts';

/** Where tickets that are not active any more are found. */
export type SettledTickets = ScannedTickets & Pick<Journal, 'settledCount' | 'settledWindow'>;

/** Which settled tickets are wanted, in which order. */
export interface SettledRows {
  readonly filter: QueueFilter;
  readonly sort: QueueSort;
  /** The watching account, for filters that ask for its own. */
  readonly me: string;
}

/** Where they come from. */
export type Source =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'list'; readonly list: SettledList; readonly sort: QueueSort }
  | SharedScan;

/** A list that had to be looked for, for all who want it. */
interface SharedScan {
  readonly kind: 'scan';
  readonly key: string;
  readonly scan: SettledScan;
  /** False when it was given up: too much is kept already, or nobody wanted it any more. */
  readonly isThere: Promise<boolean>;
  readonly holders: Set<Holder>;
}

/** Who keeps a source. */
export interface Holder {
  /** False once it waits for the source in vain. */
  readonly isWanted: boolean;
}

/** The lists of the journal, and those that had to be looked for. */
export class SettledSources {
  readonly #tickets: SettledTickets;
  readonly #scans = new Map<string, SharedScan>();

  constructor(tickets: SettledTickets) {
    this.#tickets = tickets;
  }

  /** Kept for the holder until it is released; undefined when as many are kept as may. */
  take(rows: SettledRows, holder: Holder): Source | undefined {
    const { filter, me, sort } = rows;
    const plan = planOf(filter, me, (list) => this.#tickets.settledCount(list));
    switch (plan.kind) {
      case 'nowhere':
        return plan;
      case 'list':
        return { ...plan, sort };
      case 'among':
        return this.#takeScan(rows, holder, () => placesIn(this.#tickets, plan.lists, plan.others));
      case 'among_words':
        return this.#takeScan(rows, holder, (matches) =>
          placesWithWord(this.#tickets, plan.beginning, matches),
        );
    }
  }

  hold(source: Source, holder: Holder): void {
    if (source.kind === 'scan') source.holders.add(holder);
  }

  release(source: Source, holder: Holder): void {
    if (source.kind !== 'scan') return;
    source.holders.delete(holder);
    if (source.holders.size === 0 && this.#scans.get(source.key) === source) {
      this.#scans.delete(source.key);
    }
  }

  /** A ticket is as `is` now. Gives those that were looked for and have to do with it. */
  changed(is: Summary): Set<Source> {
    const concerned = new Set<Source>();
    for (const shared of this.#scans.values()) if (shared.scan.changed(is)) concerned.add(shared);
    return concerned;
  }

  totalOf(source: Source): number {
    switch (source.kind) {
      case 'nowhere':
        return 0;
      case 'list':
        return this.#tickets.settledCount(source.list);
      case 'scan':
        return source.scan.total;
    }
  }

  rowsOf(source: Source, offset: number, limit: number): Summary[] {
    switch (source.kind) {
      case 'nowhere':
        return [];
      case 'list': {
        const { by, descending } = source.sort;
        const order = { by: by === 'updated' ? 'updated' : 'number', descending } as const;
        return this.#tickets.settledWindow(source.list, { ...order, offset, limit });
      }
      case 'scan':
        return this.#tickets.settledOf(source.scan.window(offset, limit));
    }
  }

  #takeScan(
    rows: SettledRows,
    holder: Holder,
    places: (matches: (summary: Summary) => boolean) => Iterable<readonly Place[]>,
  ): SharedScan | undefined {
    const { filter, me, sort } = rows;
    const key = `${sort.by} ${sort.descending} ${filterKey(filter, me)}`;
    const known = this.#scans.get(key);
    if (known !== undefined) {
      known.holders.add(holder);
      return known;
    }
    if (this.#scans.size >= queueLimits.settled_scans_max) return undefined;
    const matches = matcherOf(filter, me);
    const scan = new SettledScan(matches, compareSettled(sort));
    const holders = new Set([holder]);
    const mayGoOn = (): boolean =>
      [...holders].some(({ isWanted }) => isWanted) &&
      this.#places() <= queueLimits.settled_places_max;
    const shared: SharedScan = {
      kind: 'scan',
      key,
      scan,
      isThere: scan.look(places(matches), mayGoOn),
      holders,
    };
    this.#scans.set(key, shared);
    return shared;
  }

  #places(): number {
    return [...this.#scans.values()].reduce((sum, { scan }) => sum + scan.total, 0);
  }
}
