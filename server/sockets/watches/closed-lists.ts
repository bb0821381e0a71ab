import { matcherOf } from '../../../actors/queue/filter.ts';
import { compareClosed } from '../../../actors/queue/sort.ts';
import { difference, viewSection, type Section } from '../../../actors/queue/window.ts';
import type { CommittedTurn } from '../../../actors/ticket/service.ts';
import { isActive } from '../../../actors/ticket/state.ts';
import { summarize, type Summary } from '../../../actors/ticket/summary.ts';
import type { StaffName } from '../../../actors/ticket/view.ts';
import { refuse } from '../../../protocol/refusals.ts';
import type { Turns } from '../../platform/turns.ts';
import { rowsEvents } from './page.ts';
import { ClosedSources, type ClosedTickets, type Source } from './closed-sources.ts';
import { summariesOf } from './closed-rows.ts';
import {
  keyOf,
  ClosedWindows,
  type ClosedAsker,
  type ClosedWanted,
  type ClosedWindow,
} from './closed-windows.ts';

export interface ClosedListsDeps {
  readonly tickets: ClosedTickets;
  readonly staffName: StaffName;
  readonly turns: Turns;
  onFault(error: unknown): void;
}

/** All windows into lists of closed tickets that somebody watches. */
export class ClosedLists {
  readonly #staffName: StaffName;
  readonly #turns: Turns;
  readonly #onFault: (error: unknown) => void;
  readonly #sources: ClosedSources;
  readonly #windows = new ClosedWindows();
  /** Those that are open and have something to tell. */
  readonly #changed = new Set<ClosedWindow>();
  #isTelling = false;

  constructor({ tickets, staffName, turns, onFault }: ClosedListsDeps) {
    this.#staffName = staffName;
    this.#turns = turns;
    this.#onFault = onFault;
    this.#sources = new ClosedSources(tickets, turns);
  }

  /** Lets the asker enter with the window as it was told last, as soon as it is there. */
  async watch(wanted: ClosedWanted, asker: ClosedAsker): Promise<void> {
    const source = this.#sources.take(wanted, asker);
    if (source === undefined) return asker.refuse(refuse('lists_full'));
    try {
      if (source.kind === 'search' && !(await this.#sources.isThere(source))) return giveUp(asker);
      const window = this.#windowOf(wanted, source, asker);
      if (window === undefined) return asker.refuse(refuse('lists_full'));
      await this.#enter(window, asker);
    } catch (error) {
      // The connection can do without this list.
      this.#onFault(error);
      asker.refuse(refuse('help_unavailable'));
    } finally {
      this.#sources.release(source, asker);
    }
  }

  /** Only what is on disk may be given. Says whether there is something to tell now. */
  changed({ before, after }: CommittedTurn): boolean {
    const was = before === null || isActive(before) ? null : summarize(before);
    if (was === null && isActive(after)) return false;
    const is = summarize(after);
    const sources = this.#sources.changed(is);
    const participants = [...(was?.participants ?? []), ...is.participants];
    for (const window of this.#windows.about(participants)) {
      const { source, matches } = window;
      const isSearch = source.kind === 'search';
      const had = was !== null && matches(was);
      const has = matches(is);
      if (isSearch ? !sources.has(source) : !had && !has) continue;
      window.isMoved ||=
        isSearch || (had && isWithin(was, window)) || (has && isWithin(is, window));
      window.changed.set(is.number, is);
      // One that is still being read is told of it once it is open.
      if (window.isOpen) this.#changed.add(window);
    }
    return this.#changed.size > 0;
  }

  /** All windows are read anew, and told afresh. */
  renew(): void {
    this.#sources.forget();
    for (const window of this.#windows.all) {
      this.#drop(window);
      window.topic.renew();
    }
  }

  /** All who watch as players look anew. */
  renewPublic(): void {
    for (const { topic } of this.#windows.of('public')) topic.renew();
  }

  /** Tells the watchers of each window what changed in it: in this turn, or in the next ones where there is much. */
  flush(): void {
    if (!this.#isTelling) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    // What is added meanwhile is come to as well.
    for (const window of this.#changed) {
      this.#changed.delete(window);
      await this.#tellOrRenew(window);
    }
    this.#isTelling = false;
  }

  async #tellOrRenew(window: ClosedWindow): Promise<void> {
    try {
      await this.#tell(window);
    } catch (error) {
      this.#onFault(error);
      // What changed in it is not known any more.
      this.#drop(window);
      window.topic.renew();
    }
  }

  async #tell(window: ClosedWindow): Promise<void> {
    const isThere = (): boolean => this.#windows.has(window);
    const section = await this.#turns.allWhile(isThere, teller, this.#read(window));
    if (section === undefined || !isThere()) return;
    const change = difference(window.told, section, window.look);
    window.told = section;
    window.isRead = false;
    if (change !== null) for (const is of rowsEvents(change)) window.topic.publish(is);
  }

  async #enter(window: ClosedWindow, asker: ClosedAsker): Promise<void> {
    window.askers.add(asker);
    try {
      if ((await window.isThere) && this.#windows.has(window)) {
        asker.enter({ topic: window.topic, ...viewSection(window.told, window.look) });
      } else giveUp(asker);
    } finally {
      window.askers.delete(asker);
      this.#dropUnwatched(window);
    }
  }

  /** Undefined when as many are watched as may. */
  #windowOf(wanted: ClosedWanted, source: Source, asker: ClosedAsker): ClosedWindow | undefined {
    const { filter, me, sort, audience } = wanted;
    const known = this.#windows.find(wanted);
    if (known !== undefined) return known;
    if (!this.#windows.take(wanted)) return undefined;
    const window: ClosedWindow = {
      isWanted: true,
      key: keyOf(wanted),
      wanted,
      source,
      matches: matcherOf(filter, me),
      look: { compare: compareClosed(sort), audience, staffName: this.#staffName },
      topic: asker.topic(() => this.#dropUnwatched(window)),
      askers: new Set(),
      told: { total: 0, summaries: [] },
      changed: new Map(),
      isMoved: true,
      isOpen: false,
      isRead: true,
      isThere: Promise.resolve(false),
    };
    this.#sources.hold(source, window);
    this.#windows.add(window);
    window.isThere = this.#open(window);
    return window;
  }

  /** False when nobody waits for it any more. */
  async #open(window: ClosedWindow): Promise<boolean> {
    const isWaitedFor = (): boolean =>
      window.askers.size === 0 || [...window.askers].some(({ isWanted }) => isWanted);
    const section = await this.#turns
      .allWhile(isWaitedFor, window.wanted.me, this.#read(window))
      .catch((error: unknown) => {
        // Who comes now begins anew.
        this.#drop(window);
        throw error;
      });
    if (section === undefined) return false;
    window.told = section;
    window.isRead = false;
    window.isOpen = true;
    // What happened while it was read.
    if (window.changed.size > 0) {
      this.#changed.add(window);
      this.flush();
    }
    return true;
  }

  #dropUnwatched(window: ClosedWindow): void {
    if (!window.topic.isWatched && window.askers.size === 0) this.#drop(window);
  }

  #drop(window: ClosedWindow): void {
    if (!this.#windows.drop(window)) return;
    this.#changed.delete(window);
    this.#sources.release(window.source, window);
  }

  /** The window as it is now. Of its rows, only those are read that were not there. */
  *#read(window: ClosedWindow): Generator<void, Section> {
    const { source, wanted, look, told, isMoved } = window;
    const known = new Map(told.summaries.map((summary) => [summary.number, summary]));
    for (const [number, summary] of window.changed) known.set(number, summary);
    window.changed.clear();
    window.isMoved = false;
    window.isRead = true;
    const numbers = isMoved
      ? this.#sources.numbersOf(source, wanted.offset, wanted.limit)
      : told.summaries.map(({ number }) => number);
    const summaries = yield* summariesOf(numbers, known, (some) => this.#sources.summariesOf(some));
    // One of them may have been written again a moment ago, and be told of a moment later.
    return { ...this.#sources.extentOf(source), summaries: summaries.toSorted(look.compare) };
  }
}

/** Who reads what changed, beside the accounts. */
const teller = 'lists';

/** Nobody waited for it any more; whoever came at that moment asks once more. */
function giveUp(asker: ClosedAsker): void {
  if (asker.isWanted) asker.refuse(refuse('busy'));
}

/** Whether rows of the window come or go with this one: it is not behind the last of them. */
function isWithin(summary: Summary, { told, wanted, look, isRead }: ClosedWindow): boolean {
  const last = told.summaries.at(-1);
  const isFull = !isRead && told.summaries.length === wanted.limit;
  return !isFull || last === undefined || look.compare(summary, last) <= 0;
}
