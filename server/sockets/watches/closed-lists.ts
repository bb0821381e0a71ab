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

/** Serves all watched windows into lists of closed tickets. */
export class ClosedLists {
  readonly #staffName: StaffName;
  readonly #turns: Turns;
  readonly #onFault: (error: unknown) => void;
  readonly #sources: ClosedSources;
  readonly #windows = new ClosedWindows();
  /** Open windows that have changes to send. */
  readonly #changed = new Set<ClosedWindow>();
  #isTelling = false;

  constructor({ tickets, staffName, turns, onFault }: ClosedListsDeps) {
    this.#staffName = staffName;
    this.#turns = turns;
    this.#onFault = onFault;
    this.#sources = new ClosedSources(tickets, turns);
  }

  /** Gives the window to the asker once it is read, as its watchers were last sent it. */
  async watch(wanted: ClosedWanted, asker: ClosedAsker): Promise<void> {
    const source = this.#sources.take(wanted, asker);
    if (source === undefined) return asker.refuse(refuse('lists_full'));
    try {
      if (source.kind === 'search' && !(await this.#sources.isThere(source))) return giveUp(asker);
      const window = this.#windowOf(wanted, source, asker);
      if (window === undefined) return asker.refuse(refuse('lists_full'));
      await this.#enter(window, asker);
    } catch (error) {
      // Only this list is lost: the connection goes on.
      this.#onFault(error);
      asker.refuse(refuse('help_unavailable'));
    } finally {
      this.#sources.release(source, asker);
    }
  }

  /** Takes in a change that is on disk. Returns whether there is something to send. */
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
      // A window that is still being read sends it once it is open.
      if (window.isOpen) this.#changed.add(window);
    }
    return this.#changed.size > 0;
  }

  /** Reads all windows again and sends their state afresh. */
  renew(): void {
    this.#sources.forget();
    for (const window of this.#windows.all) {
      this.#drop(window);
      window.topic.renew();
    }
  }

  /** Sends all who watch as players a fresh state. */
  renewPublic(): void {
    for (const { topic } of this.#windows.of('public')) topic.renew();
  }

  /**
   * Sends the watchers of each window what changed in it: in this turn, or over the next ones where
   * it is much.
   */
  flush(): void {
    if (!this.#isTelling) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    // A set also yields what is added meanwhile.
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
      // Its changes are lost.
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

  /** Undefined when the bound on windows is reached. */
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
        // The next asker starts over.
        this.#drop(window);
        throw error;
      });
    if (section === undefined) return false;
    window.told = section;
    window.isRead = false;
    window.isOpen = true;
    // Changes while it was read.
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

  /** Reads the window as it is now. Only rows that it did not have are read. */
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
    // One of them may just have been written again; that change follows.
    return { ...this.#sources.extentOf(source), summaries: summaries.toSorted(look.compare) };
  }
}

/** The name under which changes are read, beside those of accounts. */
const teller = 'lists';

/** It was given up because nobody waited; an asker that came at that moment has to ask again. */
function giveUp(asker: ClosedAsker): void {
  if (asker.isWanted) asker.refuse(refuse('busy'));
}

/** Whether this ticket can move rows of the window: it is not after its last row. */
function isWithin(summary: Summary, { told, wanted, look, isRead }: ClosedWindow): boolean {
  const last = told.summaries.at(-1);
  const isFull = !isRead && told.summaries.length === wanted.limit;
  return !isFull || last === undefined || look.compare(summary, last) <= 0;
}
