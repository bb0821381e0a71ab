import { filterKey } from '../../../actors/queue/filter.ts';
import { queueLimits } from '../../../actors/queue/queue-limits.ts';
import { Quota } from '../../../actors/queue/quota.ts';
import type { Extent, Look, Section } from '../../../actors/queue/window.ts';
import type { Summary } from '../../../actors/ticket/summary.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import { audiences, type Audience, type Row } from '../../../protocol/ticket.ts';
import type { Topic } from './hub.ts';
import type { Holder, ClosedRows, Source } from './closed-sources.ts';

/** A window into a list of closed tickets. */
export interface ClosedWanted extends ClosedRows {
  readonly offset: number;
  readonly limit: number;
  readonly audience: Audience;
}

/** A watch that asks for a window. */
export interface ClosedAsker extends Holder {
  /** Makes the topic of the window. */
  topic(deserted: () => void): Topic;
  /** Joins the topic, if it is still wanted. */
  enter(state: Extent & { topic: Topic; rows: Row[] }): void;
  refuse(refusal: Refusal): void;
}

export interface ClosedWindow extends Holder {
  readonly key: string;
  readonly wanted: ClosedWanted;
  readonly source: Source;
  readonly matches: (summary: Summary) => boolean;
  readonly look: Look;
  readonly topic: Topic;
  /** Those that wait for it to be read. */
  readonly askers: Set<ClosedAsker>;
  /** Resolves to whether it was read to its end. */
  isThere: Promise<boolean>;
  isOpen: boolean;
  /** Whether `told` is about to be replaced. */
  isRead: boolean;
  told: Section;
  /** Summaries of its rows that changed since it was read last. */
  readonly changed: Map<number, Summary>;
  /** Whether rows may have come or gone; if not, its total alone may have changed. */
  isMoved: boolean;
}

const windows_max: Record<Audience, number> = {
  public: queueLimits.mine_max,
  support: queueLimits.closed_windows_max,
};

/** All windows that are watched or awaited, found by what is wanted and by participant. */
export class ClosedWindows {
  readonly #windows: Record<Audience, Map<string, ClosedWindow>> = {
    public: new Map(),
    support: new Map(),
  };
  /** By the participant that the filter names; '' for filters that name none. */
  readonly #byParticipant = new Map<string, Set<ClosedWindow>>();
  readonly #begun = new Quota(queueLimits.account_closed_windows_max);

  get all(): ClosedWindow[] {
    return audiences.flatMap((audience) => this.of(audience));
  }

  of(audience: Audience): ClosedWindow[] {
    return [...this.#windows[audience].values()];
  }

  find(wanted: ClosedWanted): ClosedWindow | undefined {
    return this.#windows[wanted.audience].get(keyOf(wanted));
  }

  /** False when the bound of that audience or that account is reached. */
  take({ audience, me }: ClosedWanted): boolean {
    return this.#windows[audience].size < windows_max[audience] && this.#begun.take(me);
  }

  /** After `take`. */
  add(window: ClosedWindow): void {
    const { audience, filter } = window.wanted;
    this.#windows[audience].set(window.key, window);
    const participant = filter.participant ?? '';
    const sharing = this.#byParticipant.get(participant) ?? new Set();
    this.#byParticipant.set(participant, sharing.add(window));
  }

  /** False after it was dropped; another may have its key then. */
  has(window: ClosedWindow): boolean {
    return this.#windows[window.wanted.audience].get(window.key) === window;
  }

  /** Returns whether it was there. */
  drop(window: ClosedWindow): boolean {
    if (!this.has(window)) return false;
    const { audience, filter, me } = window.wanted;
    this.#windows[audience].delete(window.key);
    this.#begun.giveBack(me);
    const participant = filter.participant ?? '';
    const sharing = this.#byParticipant.get(participant);
    sharing?.delete(window);
    if (sharing?.size === 0) this.#byParticipant.delete(participant);
    return true;
  }

  /** Windows whose filters name one of these participants, or none. */
  *about(participants: Iterable<string>): Generator<ClosedWindow> {
    for (const participant of new Set(['', ...participants])) {
      yield* this.#byParticipant.get(participant) ?? [];
    }
  }
}

export function keyOf({ filter, sort, me, offset, limit }: ClosedWanted): string {
  return `${offset} ${limit} ${sort.by} ${sort.descending} ${filterKey(filter, me)}`;
}
