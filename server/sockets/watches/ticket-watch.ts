import type { Caller, TicketService, CommittedTurn } from '../../../actors/ticket/service.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { headChanges, viewEntry, viewHead } from '../../../actors/ticket/view.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { refuse } from '../../../protocol/refusals.ts';
import { audiences, type Audience, type Entry, type Head } from '../../../protocol/ticket.ts';
import type { LiveFollower } from '../../projections/live-followers.ts';
import type { Apart, Beside } from './beside.ts';
import type { Hub, Signal, WatchAccess, Subject, Subscriber, Topic } from './hub.ts';
import { isWhole, lastEntries, read_bytes_max, ticketEvents } from './page.ts';
import type { Opening, What } from './opening.ts';
import { WatchedTicket, type Joining } from './watched-ticket.ts';

type WhatTicket = Extract<What, { on: 'ticket' }>;

/** Called when a client names more of a ticket than there is; `last` is undefined where it gets none of it. */
export type OnAhead = (ahead: {
  readonly account: string;
  readonly isStaff: boolean;
  readonly ticket: string;
  readonly named: number;
  readonly last: number | undefined;
}) => void;

export interface TicketWatchDeps {
  readonly ticketService: TicketService;
  readonly hub: Hub;
  readonly beside: Beside;
  readonly onAhead: OnAhead;
  onFault(error: unknown): void;
}

/** Serves the watches of single tickets. */
export class TicketWatches implements LiveFollower {
  readonly #ticketService: TicketService;
  readonly #hub: Hub;
  readonly #beside: Beside;
  readonly #watched = new Map<string, WatchedTicket>();

  readonly #onAhead: OnAhead;
  readonly #onFault: (error: unknown) => void;

  constructor({ ticketService, hub, beside, onAhead, onFault }: TicketWatchDeps) {
    this.#ticketService = ticketService;
    this.#onAhead = onAhead;
    this.#onFault = onFault;
    this.#hub = hub;
    this.#beside = beside;
  }

  /** Tickets in memory because of watches. */
  get size(): number {
    return this.#watched.size;
  }

  async open(opening: Opening, what: WhatTicket): Promise<void> {
    const { ticket: id, as: audience } = what;
    const joining: Joining = { audience, since: [], isStale: false };
    let seq = 0;
    const refusal = await this.#ticketService.observe(opening.caller, id, audience, (ticket) => {
      seq = viewSeq(ticket, audience);
      this.#join(ticket, joining);
    });
    const named = what.resume?.epoch === this.#ticketService.epoch ? what.resume.seq : 0;
    const ahead = {
      account: opening.caller.account,
      isStaff: this.#ticketService.mayWatchQueue(opening.caller),
      ticket: id,
    };
    if (refusal !== undefined) {
      opening.refuse(refusal);
      // Another refusal, such as of a ticket that cannot be read, says nothing of what there is.
      const isUnknown = refusal.code === 'ticket_unknown';
      if (named > 0 && isUnknown) this.#onAhead({ ...ahead, named, last: undefined });
      return;
    }
    if (named > seq) this.#onAhead({ ...ahead, named, last: seq });
    const resumed = this.#resumePoint(what, seq);
    const range =
      resumed === undefined
        ? { before: seq + 1, limit: limits.history_entries_max }
        : { after: resumed, before: seq + 1, limit: limits.resume_entries_max };
    const most = { ...range, bytes_max: read_bytes_max };
    const page = await this.#ticketService.history(opening.caller, id, audience, most);
    const watched = this.#watched.get(id)!;
    watched.leave(joining);
    if (!opening.isWanted) return this.#release(id);
    if (!page.ok) {
      this.#release(id);
      return opening.refuse(page.refusal);
    }
    if (joining.isStale) {
      this.#release(id);
      return this.open(opening, what);
    }
    if (!this.#ticketService.mayRead(opening.caller, watched.ticket, audience)) {
      this.#release(id);
      return opening.refuse(refuse('ticket_unknown'));
    }
    const topic = this.#topic(watched, audience);
    const entries = [...page.entries, ...joining.since];
    opening.enter(topic, [
      stateMessage(
        opening.w,
        topic,
        viewHead(watched.ticket, audience, this.#ticketService.staffName),
        entries,
        resumed,
      ),
      ...this.#beside.begin(id, audience).map((apart) => ({ ...apart, topic: topic.number })),
    ]);
  }

  /** Tells those who watch the ticket as this audience what is no part of it. */
  tell(ticket: string, audience: Audience, apart: Apart): void {
    const topic = this.#watched.get(ticket)?.[audience];
    if (apart.t === 'event') topic?.publish(apart.is);
    else topic?.signal(apart.is);
  }

  /** All who watch as players look anew. */
  renewPublic(): void {
    for (const watched of [...this.#watched.values()]) watched.renewPublic();
  }

  /** Tells each audience what it can see of one turn. */
  committed(turn: CommittedTurn): void {
    const watched = this.#watched.get(turn.after.id);
    if (watched === undefined) return;
    try {
      this.#tell(watched, turn);
    } catch (error) {
      // Who watches other tickets has nothing to do with it.
      this.#onFault(error);
      watched.renew();
    }
  }

  /** All who watch any ticket look anew. */
  renew(): void {
    for (const watched of [...this.#watched.values()]) watched.renew();
  }

  #tell(watched: WatchedTicket, { before, after, events, more }: CommittedTurn): void {
    const isNext = before !== null && before.version === watched.ticket.version;
    const previous = watched.ticket;
    watched.ticket = after;
    if (!isNext) return watched.renew();
    // Beside rights, which have a listener of their own, reading depends on the participants only.
    if (previous.participants !== after.participants) {
      for (const topic of watched.topics) topic.recheck();
    }
    for (const audience of audiences) {
      const topic = watched[audience];
      if (topic === undefined && !watched.hasJoining) continue;
      const entries = events.flatMap(
        (event) => viewEntry(event, audience, this.#ticketService.staffName) ?? [],
      );
      watched.keep(audience, entries);
      if (topic === undefined) continue;
      const set = headChanges(previous, after, audience, this.#ticketService.staffName);
      if (entries.length === 0 && Object.keys(set).length === 0) continue;
      // A ticket with many watchers is told of two turns in one write each, where the second is on
      // its way already: the writes are what costs. Not so the public audience: what follows may be
      // an internal note, and not even a moment's wait is to tell of one.
      const due = more && audience === 'support' ? 'soon' : 'now';
      for (const is of ticketEvents(entries, set)) topic.publish(is, due);
    }
  }

  /** Where the client goes on, if what it names belongs to this ticket and is not too long ago. */
  #resumePoint({ resume }: WhatTicket, seq: number): number | undefined {
    if (resume === undefined || resume.epoch !== this.#ticketService.epoch) return undefined;
    if (resume.seq > seq || seq - resume.seq > limits.resume_entries_max) return undefined;
    return resume.seq;
  }

  #join(ticket: Ticket, joining: Joining): void {
    const known = this.#watched.get(ticket.id);
    const watched = known ?? new WatchedTicket(ticket);
    watched.join(joining);
    if (known === undefined) this.#watched.set(ticket.id, watched);
    if (watched.ticket.version === ticket.version) return;
    // Loaded again after somebody else wrote: what was told last is not what there is.
    watched.ticket = ticket;
    watched.renew(joining);
  }

  #topic(watched: WatchedTicket, audience: Audience): Topic {
    watched[audience] ??= this.#hub.topic(new TicketSubject(this, watched, audience));
    return watched[audience];
  }

  /** For what stands for a watched ticket. */
  access(caller: Caller, { ticket }: WatchedTicket, audience: Audience): WatchAccess {
    return this.#ticketService.mayRead(caller, ticket, audience)
      ? { kind: 'stays' }
      : { kind: 'gone', refusal: refuse('ticket_unknown') };
  }

  /** The same. */
  signal({ ticket }: WatchedTicket, audience: Audience): Signal {
    return this.#beside.signal(ticket.id, audience);
  }

  /** The same. */
  left({ ticket }: WatchedTicket, audience: Audience, subscriber: Subscriber): void {
    this.#beside.left(ticket.id, audience, subscriber);
  }

  /** The same. */
  deserted(watched: WatchedTicket, audience: Audience): void {
    watched[audience] = undefined;
    this.#release(watched.ticket.id);
  }

  #release(id: string): void {
    if (this.#watched.get(id)?.isUnused === true) this.#watched.delete(id);
  }
}

/** A watched ticket as one audience sees it. */
class TicketSubject implements Subject {
  readonly what: WhatTicket;
  readonly #watches: TicketWatches;
  readonly #watched: WatchedTicket;
  constructor(watches: TicketWatches, watched: WatchedTicket, audience: Audience) {
    this.#watches = watches;
    this.#watched = watched;
    this.what = { on: 'ticket', ticket: watched.ticket.id, as: audience };
  }

  access(caller: Caller): WatchAccess {
    return this.#watches.access(caller, this.#watched, this.what.as);
  }

  signal(): Signal {
    return this.#watches.signal(this.#watched, this.what.as);
  }

  left(subscriber: Subscriber): void {
    this.#watches.left(this.#watched, this.what.as, subscriber);
  }

  deserted(): void {
    this.#watches.deserted(this.#watched, this.what.as);
  }
}

function stateMessage(
  w: number,
  { number: topic }: Topic,
  head: Head,
  entries: readonly Entry[],
  resumed: number | undefined,
): ServerMessage {
  if (resumed !== undefined && isWhole(entries, resumed, head)) {
    return { t: 'resumed', w, topic, head, entries: [...entries] };
  }
  const last = lastEntries(entries, head);
  const more = (last[0]?.seq ?? head.seq + 1) > 1;
  return { t: 'state', w, topic, is: { on: 'ticket', head, entries: last, more } };
}

function viewSeq(ticket: Ticket, audience: Audience): number {
  return audience === 'public' ? ticket.publicSeq : ticket.supportSeq;
}
