import type { Caller, TicketService, CommittedTurn } from '../../../actors/ticket/service.ts';
import { kindOf } from '../../../actors/queue/filter.ts';
import { closedSorts } from '../../../actors/queue/sort.ts';
import type { Queue, Watching } from '../../../actors/queue/queue.ts';
import type { Extent } from '../../../actors/queue/window.ts';
import type { Window } from '../../../actors/queue/live.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { refuse } from '../../../protocol/refusals.ts';
import type { Audience, Row } from '../../../protocol/ticket.ts';
import type { LiveFollower } from '../../projections/live-followers.ts';
import type { Hub, WatchAccess, Topic } from './hub.ts';
import { rowsEvents, rowsPages } from './page.ts';
import { ClosedLists } from './closed-lists.ts';
import type { ClosedWanted } from './closed-windows.ts';
import type { ClosedTickets } from './closed-sources.ts';
import type { TurnEnd } from '../connection/turn-end.ts';
import type { Turns } from '../../platform/turns.ts';
import type { Opening, What } from './opening.ts';

type WhatOf<O extends What['on']> = Extract<What, { on: O }>;
type WhatList = WhatOf<'queue' | 'mine'>;

export interface ListDeps {
  readonly ticketService: TicketService;
  readonly queue: Queue;
  readonly closed: ClosedTickets;
  readonly hub: Hub;
  readonly turnEnd: TurnEnd;
  readonly turns: Turns;
  /** Calls once, after `list_gather_ms`. */
  gather(run: () => void): void;
  onFault(error: unknown): void;
  /** Whether the account may see tickets that it participates in at all. */
  mayView(caller: Caller): boolean;
}

/** Serves the watches of the queue and of an account's own tickets. */
export class ListWatches implements LiveFollower {
  readonly #deps: ListDeps;
  readonly #closed: ClosedLists;
  readonly #topics = new Map<Window, Topic>();
  /** The empty list that accounts without the right to view see; it never changes. */
  readonly #nothing: Topic;
  /** Whether a flush of the closed lists is due at the end of this turn. */
  #isClosedChanged = false;
  /** Whether they are read anew then, since a ticket of them was removed. */
  #isClosedStale = false;

  constructor(deps: ListDeps) {
    this.#deps = deps;
    this.#closed = new ClosedLists({
      ...deps,
      tickets: deps.closed,
      staffName: deps.ticketService.staffName,
    });
    this.#nothing = deps.hub.topic({
      access: (caller) => ({ kind: deps.mayView(caller) ? 'renew' : 'stays' }),
      deserted: () => {},
    });
    const { turnEnd } = deps;
    deps.queue.onChanged((audience) => {
      const flush = (): void => turnEnd.do(() => this.#flush(audience));
      // Many staff watch the queue, and each change is a write to all of them, so changes of a
      // moment share one. Players' own lists do not wait: the timing of their events must not
      // reveal other things, such as an internal note.
      if (audience === 'support') deps.gather(flush);
      else flush();
    });
  }

  open(opening: Opening, what: WhatList): Promise<void> | void {
    const { caller } = opening;
    switch (this.#access(what.on, caller).kind) {
      case 'gone':
        return opening.refuse(refuse('right_missing'));
      case 'renew':
        return enter(opening, what, { topic: this.#nothing, total: 0, rows: [] });
      case 'stays':
        return what.on === 'queue' ? this.#openQueue(opening, what) : this.#openMine(opening, what);
    }
  }

  committed(turn: CommittedTurn): void {
    // Counts and places of what is left of a list change everywhere, so it is read anew.
    if (turn.past === 'removed') this.#isClosedStale = true;
    else if (!this.#closed.changed(turn)) return;
    if (this.#isClosedChanged) return;
    this.#isClosedChanged = true;
    this.#deps.turnEnd.do(() => {
      this.#isClosedChanged = false;
      if (this.#isClosedStale) this.#closed.renew();
      else this.#closed.flush();
      this.#isClosedStale = false;
    });
  }

  /** Builds all lists again and sends their state afresh. */
  renew(): void {
    this.#deps.queue.forgetLists();
    for (const topic of [...this.#topics.values()]) topic.renew();
    this.#closed.renew();
  }

  /** Sends all who watch as players a fresh state. */
  renewPublic(): void {
    for (const [window, topic] of [...this.#topics])
      if (window.live.look.audience === 'public') topic.renew();
    this.#closed.renewPublic();
  }

  /** Sends each window one event with all changes since the last flush. */
  #flush(audience: Audience): void {
    try {
      for (const { window, change } of this.#deps.queue.flush(audience)) {
        const topic = this.#topics.get(window);
        for (const is of rowsEvents(change)) topic?.publish(is);
      }
    } catch (error) {
      // It is unknown what watchers were sent last.
      this.#deps.onFault(error);
      this.renew();
    }
  }

  #openQueue(opening: Opening, what: WhatOf<'queue'>): Promise<void> | void {
    const { filter, sort, offset, limit } = what;
    const me = opening.caller.account;
    switch (kindOf(filter)) {
      case 'active':
        // Gathered changes are sent now: a list that is opened shows all that was answered before.
        this.#flush('support');
        return this.#enterLive(opening, what, this.#deps.queue.watch({ ...what, me }));
      case 'mixed':
        return opening.refuse(refuse('lists_apart'));
      case 'closed': {
        if (!closedSorts.includes(sort.by)) return opening.refuse(refuse('sort_unknown'));
        const wanted = { filter, sort, offset, limit, me, audience: 'support' } as const;
        return this.#enterClosed(opening, what, wanted);
      }
    }
  }

  #openMine(opening: Opening, what: WhatOf<'mine'>): Promise<void> | void {
    const { account } = opening.caller;
    const window = windowOf(what);
    switch (what.list) {
      case 'active':
        return this.#enterLive(
          opening,
          what,
          this.#deps.queue.watch({ on: 'mine', account, ...window }),
        );
      case 'closed':
        return this.#enterClosed(opening, what, {
          filter: { status: ['closed', 'archived'], participant: account },
          sort: { by: 'created', descending: true },
          ...window,
          me: account,
          audience: 'public',
        });
    }
  }

  #enterClosed(opening: Opening, what: WhatList, wanted: ClosedWanted): Promise<void> {
    return this.#closed.watch(wanted, {
      get isWanted() {
        return opening.isWanted;
      },
      topic: (deserted) => this.#topic(what.on, deserted),
      enter: (state) => {
        // Rights may have changed during the search.
        const isAllowed = this.#access(what.on, opening.caller).kind === 'stays';
        if (isAllowed) enter(opening, what, state);
        else void this.open(opening, what);
      },
      refuse: (refusal) => opening.refuse(refusal),
    });
  }

  #enterLive(opening: Opening, what: WhatList, watching: Watching): void {
    if (!watching.ok) return opening.refuse(watching.refusal);
    const { window } = watching;
    enter(opening, what, { topic: this.#topicOf(window, what.on), ...window.state() });
  }

  /** A topic holds its window once, for all subscribers. */
  #topicOf(window: Window, on: WhatList['on']): Topic {
    const { queue } = this.#deps;
    const known = this.#topics.get(window);
    if (known !== undefined) {
      queue.unwatch(window);
      return known;
    }
    const topic = this.#topic(on, () => {
      this.#topics.delete(window);
      queue.unwatch(window);
    });
    this.#topics.set(window, topic);
    return topic;
  }

  #topic(on: WhatList['on'], deserted: () => void): Topic {
    return this.#deps.hub.topic({ access: (caller) => this.#access(on, caller), deserted });
  }

  /** Whether the caller may see a list now. Accounts that may view no ticket see an empty list. */
  #access(on: WhatList['on'], caller: Caller): WatchAccess {
    const { ticketService, mayView } = this.#deps;
    if (on === 'mine') return { kind: mayView(caller) ? 'stays' : 'renew' };
    if (ticketService.mayWatchQueue(caller)) return { kind: 'stays' };
    return { kind: 'gone', refusal: refuse('right_missing') };
  }
}

/** Players' clients may leave both out. */
function windowOf({ offset = 0, limit = limits.window_rows_max }: WhatList): {
  offset: number;
  limit: number;
} {
  return { offset, limit };
}

function enter(
  opening: Opening,
  what: WhatList,
  { topic, rows, ...extent }: Extent & { topic: Topic; rows: readonly Row[] },
): void {
  const { first, rest } = rowsPages(extent, rows);
  const { offset } = windowOf(what);
  const { w } = opening;
  const messages: ServerMessage[] = [
    { t: 'state', w, topic: topic.number, is: { on: what.on, offset, ...extent, rows: first } },
    ...rest.map((is) => ({ t: 'event', topic: topic.number, is }) as const),
  ];
  opening.enter(topic, messages);
}
