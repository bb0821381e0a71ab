import { filterKey, matcherOf } from '../../actors/queue/filter.ts';
import { queueLimits } from '../../actors/queue/limits.ts';
import { compareSettled } from '../../actors/queue/sort.ts';
import { difference, viewSection, type Look, type Section } from '../../actors/queue/window.ts';
import type { Told } from '../../actors/ticket/desk.ts';
import { isActive } from '../../actors/ticket/state.ts';
import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Audience, Row } from '../../protocol/ticket.ts';
import type { Topic } from './hub.ts';
import { rowsEvents } from './page.ts';
import {
  SettledSources,
  type Holder,
  type SettledRows,
  type SettledTickets,
  type Source,
} from './settled-sources.ts';

/** A window into a list of settled tickets. */
export interface SettledWanted extends SettledRows {
  readonly offset: number;
  readonly limit: number;
  readonly audience: Audience;
}

/** Who asks for it. */
export interface SettledAsker extends Holder {
  /** Makes what stands for the window while somebody watches it. */
  topic(deserted: () => void): Topic;
  /** Joins the topic, if it is still wanted. */
  enter(state: { topic: Topic; total: number; rows: Row[] }): void;
  refuse(refusal: Refusal): void;
}

interface SettledWindow extends Holder {
  readonly key: string;
  readonly wanted: SettledWanted;
  readonly source: Source;
  readonly matches: (summary: Summary) => boolean;
  readonly look: Look;
  readonly topic: Topic;
  told: Section;
}

/** All windows into lists of settled tickets that somebody watches. */
export class SettledLists {
  readonly #staffName: StaffName;
  readonly #sources: SettledSources;
  readonly #windows: Record<Audience, Map<string, SettledWindow>> = {
    public: new Map(),
    support: new Map(),
  };
  /** The same by the participant that their filters name; under '' those that name none. */
  readonly #byParticipant = new Map<string, Set<SettledWindow>>();
  readonly #changed = new Set<SettledWindow>();

  constructor(tickets: SettledTickets, staffName: StaffName) {
    this.#staffName = staffName;
    this.#sources = new SettledSources(tickets);
  }

  /** Lets the asker enter with the window as it was told last, as soon as it is there. */
  async watch(wanted: SettledWanted, asker: SettledAsker): Promise<void> {
    const source = this.#sources.take(wanted, asker);
    if (source === undefined) return asker.refuse(refuse('lists_full'));
    try {
      const isThere = source.kind !== 'scan' || (await source.isThere);
      const window = isThere ? this.#windowOf(wanted, source, asker) : undefined;
      if (window === undefined) return asker.refuse(refuse('lists_full'));
      asker.enter({ topic: window.topic, ...viewSection(window.told, window.look) });
      if (!window.topic.isWatched) this.#drop(window);
    } finally {
      this.#sources.release(source, asker);
    }
  }

  /** Only what is on disk may be given. */
  changed({ before, after }: Told): void {
    const was = before === null || isActive(before) ? null : summarize(before);
    if (was === null && isActive(after)) return;
    const is = summarize(after);
    const sources = this.#sources.changed(is);
    const participants = new Set(['', ...(was?.participants ?? []), ...is.participants]);
    for (const participant of participants) {
      for (const window of this.#byParticipant.get(participant) ?? []) {
        const { source, matches } = window;
        const isConcerned =
          source.kind === 'scan'
            ? sources.has(source)
            : (was !== null && matches(was)) || matches(is);
        if (isConcerned) this.#changed.add(window);
      }
    }
  }

  /** All who watch as players look anew. */
  renewPublic(): void {
    for (const { topic } of [...this.#windows.public.values()]) topic.renew();
  }

  /** Tells the watchers of each window what changed in it. */
  flush(): void {
    for (const window of this.#changed) {
      const before = window.told;
      window.told = this.#read(window);
      const change = difference(before, window.told, window.look);
      if (change !== null) for (const is of rowsEvents(change)) window.topic.publish(is);
    }
    this.#changed.clear();
  }

  /** Undefined when as many are watched as may. */
  #windowOf(wanted: SettledWanted, source: Source, asker: SettledAsker): SettledWindow | undefined {
    const { filter, me, sort, audience } = wanted;
    const windows = this.#windows[audience];
    const key = keyOf(wanted);
    const known = windows.get(key);
    if (known !== undefined || windows.size >= windows_max[audience]) return known;
    const window: SettledWindow = {
      isWanted: true,
      key,
      wanted,
      source,
      matches: matcherOf(filter, me),
      look: { compare: compareSettled(sort), audience, staffName: this.#staffName },
      topic: asker.topic(() => this.#drop(window)),
      told: { total: 0, summaries: [] },
    };
    window.told = this.#read(window);
    this.#sources.hold(source, window);
    windows.set(key, window);
    const participant = filter.participant ?? '';
    const sharing = this.#byParticipant.get(participant) ?? new Set();
    this.#byParticipant.set(participant, sharing.add(window));
    return window;
  }

  #drop(window: SettledWindow): void {
    const { audience, filter } = window.wanted;
    this.#windows[audience].delete(window.key);
    this.#changed.delete(window);
    this.#sources.release(window.source, window);
    const participant = filter.participant ?? '';
    const sharing = this.#byParticipant.get(participant);
    sharing?.delete(window);
    if (sharing?.size === 0) this.#byParticipant.delete(participant);
  }

  #read({ source, wanted, look }: SettledWindow): Section {
    const summaries = this.#sources.rowsOf(source, wanted.offset, wanted.limit);
    // One of them may have been written again a moment ago, and be told of a moment later.
    const inOrder = summaries.toSorted(look.compare);
    return { total: this.#sources.totalOf(source), summaries: inOrder };
  }
}

const windows_max: Record<Audience, number> = {
  public: queueLimits.mine_max,
  support: queueLimits.settled_windows_max,
};

function keyOf({ filter, sort, me, offset, limit }: SettledWanted): string {
  return `${offset} ${limit} ${sort.by} ${sort.descending} ${filterKey(filter, me)}`;
}
