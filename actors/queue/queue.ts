import { refused, type Result } from '../../protocol/refusals.ts';
import { audiences, type Audience } from '../../protocol/ticket.ts';
import type { QueueFilter, QueueSort } from '../../protocol/queue.ts';
import type { Summary } from '../ticket/summary.ts';
import { ownNames, type StaffName } from '../ticket/view.ts';
import { Listeners } from '../runtime/listeners.ts';
import { filterKey, foldSubject, matcherOf } from './filter.ts';
import { queueLimits } from './queue-limits.ts';
import { OrderedList } from './list.ts';
import { LiveList, type Window, type WindowChange } from './live.ts';
import { Participations } from './participations.ts';
import { Quota } from './quota.ts';
import { compareBy, latestPublicFirst } from './sort.ts';

/** A window of the queue, as support sees it. */
export interface QueueWindow {
  readonly on: 'queue';
  readonly filter: QueueFilter;
  readonly sort: QueueSort;
  readonly offset: number;
  readonly limit: number;
  /** The watching account, for filters that depend on it. */
  readonly me: string;
}

/** The active tickets that an account participates in, as players see them. */
export interface MineWindow {
  readonly on: 'mine';
  readonly account: string;
  readonly offset: number;
  readonly limit: number;
}

export type Watching = Result<{ readonly window: Window }>;

/** All active tickets in memory, and the watched lists of them. */
export class Queue {
  readonly #active = new Map<string, Summary>();
  readonly #participations = new Participations();
  /**
   * By audience: the tickets that changed since its last flush, as its lists still hold them; null
   * for one that was not active then.
   */
  readonly #untold: Record<Audience, Map<string, Summary | null>> = {
    public: new Map(),
    support: new Map(),
  };
  readonly #changed = new Listeners<[audience: Audience]>();
  readonly #lists = new Map<string, LiveList>();
  readonly #mine = new Map<string, LiveList>();
  readonly #staffName: StaffName;
  /** Number of distinct windows into the lists of either kind. */
  readonly #windows = { queue: 0, mine: 0 };
  /** Windows, and lists of the queue, by the account that opened them. */
  readonly #begun = {
    lists: new Quota(queueLimits.account_lists_max),
    queue: new Quota(queueLimits.account_windows_max),
    mine: new Quota(queueLimits.account_mine_max),
  };

  constructor(summaries: Iterable<Summary>, staffName: StaffName = ownNames) {
    this.#staffName = staffName;
    this.#fill(summaries);
  }

  /** All active tickets, in no order. */
  active(): Iterable<Summary> {
    return this.#active.values();
  }

  isActive(ticket: string): boolean {
    return this.#active.has(ticket);
  }

  /** Active tickets that an account participates in. The caller checks whether it may see them. */
  activeOf(account: string): Iterable<Summary> {
    return this.#participations.of(account);
  }

  /** Takes a change that is on disk. Reads see it from now on, watchers with the next flush. */
  changed(after: Summary): void {
    const before = this.#active.get(after.id) ?? null;
    this.#replace(before, isActive(after) ? after : null);
    this.#keepUntold(after.id, before);
  }

  /** Replaces all tickets, for example after changes may have been missed. */
  renew(summaries: Iterable<Summary>): void {
    const before = new Map(this.#active);
    this.#active.clear();
    this.#participations.clear();
    this.#fill(summaries);
    for (const id of new Set([...before.keys(), ...this.#active.keys()])) {
      this.#keepUntold(id, before.get(id) ?? null);
    }
  }

  /** Called at the first change that watchers of that audience have to be told, once per flush. */
  onChanged(listener: (audience: Audience) => void): void {
    this.#changed.add(listener);
  }

  /**
   * What to tell the watchers of these audiences. Each list is updated once for all changes since
   * its last flush, so call it at the end of an event-loop turn, or later.
   */
  flush(...of: readonly Audience[]): WindowChange[] {
    const touched = new Set<LiveList>();
    for (const audience of of) {
      const untold = this.#untold[audience];
      for (const [id, before] of untold) {
        const after = this.#active.get(id) ?? null;
        for (const live of this.#concerned(audience, before, after)) {
          if (live.apply(before, after)) touched.add(live);
        }
      }
      untold.clear();
    }
    return [...touched].flatMap((live) => live.tell());
  }

  /** Drops all lists. Whoever watches one has to watch it again. */
  forgetLists(): void {
    this.#lists.clear();
    this.#mine.clear();
    this.#windows.queue = 0;
    this.#windows.mine = 0;
    for (const held of Object.values(this.#begun)) held.clear();
    for (const untold of Object.values(this.#untold)) untold.clear();
  }

  /** Each success needs one `unwatch`. Settled tickets are never in these lists. */
  watch(wanted: QueueWindow | MineWindow): Watching {
    return wanted.on === 'queue' ? this.#watchQueue(wanted) : this.#watchMine(wanted);
  }

  /** Drops a window or list without watchers. */
  unwatch(window: Window): void {
    const { live } = window;
    const { audience } = live.look;
    const on = audience === 'public' ? 'mine' : 'queue';
    const lists = this.#listsOf(audience);
    const isLast = live.leave(window);
    // A dropped list may have been replaced by a new one, and is not counted any more.
    if (lists.get(live.key) !== live) return;
    if (isLast) {
      this.#windows[on] -= 1;
      this.#begun[on].giveBack(window.by);
    }
    if (live.isWatched) return;
    lists.delete(live.key);
    if (on === 'queue') this.#begun.lists.giveBack(live.by);
  }

  /** By key: lists of the queue, or of players' own tickets. */
  #listsOf(audience: Audience): Map<string, LiveList> {
    return audience === 'public' ? this.#mine : this.#lists;
  }

  #watchQueue({ filter, sort, offset, limit, me }: QueueWindow): Watching {
    const key = `${sort.by} ${sort.descending} ${filterKey(filter, me)}`;
    const known = this.#lists.get(key);
    if (known === undefined) {
      const isFull = this.#lists.size >= queueLimits.lists_max;
      if (isFull || !this.#begun.lists.take(me)) return full;
    }
    if (known === undefined || !known.has(offset, limit)) {
      const isFull = this.#windows.queue >= queueLimits.windows_max;
      if (isFull || !this.#begun.queue.take(me)) {
        if (known === undefined) this.#begun.lists.giveBack(me);
        return full;
      }
      this.#windows.queue += 1;
    }
    const live = known ?? this.#beginList(key, filter, sort, me);
    return { ok: true, window: live.join(offset, limit, me) };
  }

  #beginList(key: string, filter: QueueFilter, sort: QueueSort, me: string): LiveList {
    const compare = compareBy(sort);
    const list = new OrderedList(
      this.#lastTold('support', this.active()),
      matcherOf(filter, me),
      compare,
    );
    const live = new LiveList(key, me, list, {
      compare,
      audience: 'support',
      staffName: this.#staffName,
    });
    this.#lists.set(key, live);
    return live;
  }

  #watchMine({ account, offset, limit }: MineWindow): Watching {
    const known = this.#mine.get(account);
    if (known === undefined || !known.has(offset, limit)) {
      const isFull = this.#windows.mine >= queueLimits.mine_max;
      if (isFull || !this.#begun.mine.take(account)) return full;
      this.#windows.mine += 1;
    }
    const live = known ?? this.#beginMine(account);
    return { ok: true, window: live.join(offset, limit, account) };
  }

  #beginMine(account: string): LiveList {
    const compare = latestPublicFirst;
    const belongs = (one: Summary): boolean => one.participants.includes(account);
    const list = new OrderedList(
      this.#lastTold('public', this.activeOf(account)),
      belongs,
      compare,
    );
    const live = new LiveList(account, account, list, {
      compare,
      audience: 'public',
      staffName: this.#staffName,
    });
    this.#mine.set(account, live);
    return live;
  }

  /**
   * The summaries as of the last flush, so that a new list is told later changes like all others.
   */
  *#lastTold(audience: Audience, now: Iterable<Summary>): Iterable<Summary> {
    const untold = this.#untold[audience];
    for (const summary of now) if (!untold.has(summary.id)) yield summary;
    for (const before of untold.values()) if (before !== null) yield before;
  }

  #keepUntold(id: string, before: Summary | null): void {
    for (const audience of audiences) {
      if (this.#listsOf(audience).size === 0) continue;
      const untold = this.#untold[audience];
      const isFirst = untold.size === 0;
      if (!untold.has(id)) untold.set(id, before);
      if (isFirst) this.#changed.tell(audience);
    }
  }

  #fill(summaries: Iterable<Summary>): void {
    for (const summary of summaries) if (isActive(summary)) this.#replace(null, summary);
  }

  #replace(before: Summary | null, after: Summary | null): void {
    if (before !== null) {
      if (after === null) this.#active.delete(before.id);
      this.#participations.remove(before, after);
    }
    if (after !== null) {
      foldSubject(after, before);
      this.#active.set(after.id, after);
      this.#participations.add(after);
    }
  }

  /** Every list of the queue, or the own lists of the ticket's participants before and after. */
  #concerned(
    audience: Audience,
    before: Summary | null,
    after: Summary | null,
  ): Iterable<LiveList> {
    if (audience === 'support') return this.#lists.values();
    const concerned = new Set<LiveList>();
    for (const account of [...(before?.participants ?? []), ...(after?.participants ?? [])]) {
      const live = this.#mine.get(account);
      if (live !== undefined) concerned.add(live);
    }
    return concerned;
  }
}

const full = refused('lists_full');

function isActive(summary: Summary): boolean {
  return summary.status === 'open' || summary.status === 'in_progress';
}
