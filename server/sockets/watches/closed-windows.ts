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

/** Who asks for it. */
export interface ClosedAsker extends Holder {
  /** Makes what stands for the window while somebody watches it. */
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
  /** Who waits for it. */
  readonly askers: Set<ClosedAsker>;
  /** Whether it was read to its end. */
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

/** The windows that somebody watches or waits for: found by what is wanted and by whom they are about. */
export class ClosedWindows {
  readonly #windows: Record<Audience, Map<string, ClosedWindow>> = {
    public: new Map(),
    support: new Map(),
  };
  /** The same by the participant that their filters name; under '' those that name none. */
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

  /** False when there are as many as may be, of that audience or of that account. */
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

  /** Not after it was dropped; another may stand in its place then. */
  has(window: ClosedWindow): boolean {
    return this.#windows[window.wanted.audience].get(window.key) === window;
  }

  /** Says whether it was there. */
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

  /** Those whose filters name one of these, or nobody. */
  *about(participants: Iterable<string>): Generator<ClosedWindow> {
    for (const participant of new Set(['', ...participants])) {
      yield* this.#byParticipant.get(participant) ?? [];
    }
  }
}

export function keyOf({ filter, sort, me, offset, limit }: ClosedWanted): string {
  return `${offset} ${limit} ${sort.by} ${sort.descending} ${filterKey(filter, me)}`;
}
