import type { Caller, TicketService, CommittedTurn } from '../../../actors/ticket/service.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { headChanges, viewEntry, viewHead } from '../../../actors/ticket/view.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { refuse } from '../../../protocol/refusals.ts';
import { audiences, type Audience, type Entry, type Head } from '../../../protocol/ticket.ts';
import type { LiveFollower } from '../../projections/live-followers.ts';
import type { ExtraMessage, TicketExtras } from './ticket-extras.ts';
import type { Hub, Signal, WatchAccess, Subject, Subscriber, Topic } from './hub.ts';
import { isWhole, lastEntries, read_bytes_max, ticketEvents } from './page.ts';
import type { Opening, What } from './opening.ts';
import { WatchedTicket, type Joining } from './watched-ticket.ts';

type WhatTicket = Extract<What, { on: 'ticket' }>;

/**
 * Called when a client names a later entry of a ticket than there is. `last` is undefined where it
 * may not read the ticket.
 */
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
  readonly extras: TicketExtras;
  readonly onAhead: OnAhead;
  onFault(error: unknown): void;
}

/** Serves the watches of single tickets. */
export class TicketWatches implements LiveFollower {
  readonly #ticketService: TicketService;
  readonly #hub: Hub;
  readonly #extras: TicketExtras;
  readonly #watched = new Map<string, WatchedTicket>();

  readonly #onAhead: OnAhead;
  readonly #onFault: (error: unknown) => void;

  constructor({ ticketService, hub, extras, onAhead, onFault }: TicketWatchDeps) {
    this.#ticketService = ticketService;
    this.#onAhead = onAhead;
    this.#onFault = onFault;
    this.#hub = hub;
    this.#extras = extras;
  }

  /** Tickets in memory because of watches. */
  get size(): number {
    return this.#watched.size;
  }

  async open(opening: Opening, what: WhatTicket): Promise<void> {
    const { ticket: id, as: audience } = what;
    const joining: Joining = { audience, since: [], isStale: false };
    let seq = 0;
    let rewrittenTo = 0;
    const refusal = await this.#ticketService.observe(opening.caller, id, audience, (ticket) => {
      seq = viewSeq(ticket, audience);
      rewrittenTo = rewrittenSeq(ticket, audience);
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
      // Other refusals, such as of a damaged ticket, do not tell whether it exists.
      const isUnknown = refusal.code === 'ticket_unknown';
      if (named > 0 && isUnknown) this.#onAhead({ ...ahead, named, last: undefined });
      return;
    }
    if (named > seq) this.#onAhead({ ...ahead, named, last: seq });
    const resumed = this.#resumePoint(what, seq, rewrittenTo);
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
      ...this.#extras.begin(id, audience).map((message) => ({ ...message, topic: topic.number })),
    ]);
  }

  /** Sends an extra message to those who watch the ticket as this audience. */
  tell(ticket: string, audience: Audience, message: ExtraMessage): void {
    const topic = this.#watched.get(ticket)?.[audience];
    if (message.t === 'event') topic?.publish(message.is);
    else topic?.signal(message.is);
  }

  /** Sends all who watch as players a fresh state. */
  renewPublic(): void {
    for (const watched of [...this.#watched.values()]) watched.renewPublic();
  }

  /** Sends each audience what it may see of one turn. */
  committed(turn: CommittedTurn): void {
    const watched = this.#watched.get(turn.after.id);
    if (watched === undefined) return;
    try {
      this.#tell(watched, turn);
    } catch (error) {
      // Watchers of other tickets are not affected.
      this.#onFault(error);
      watched.renew();
    }
  }

  /** Sends all watchers of tickets a fresh state. */
  renew(): void {
    for (const watched of [...this.#watched.values()]) watched.renew();
  }

  #tell(watched: WatchedTicket, { before, after, events, more, past }: CommittedTurn): void {
    const isNext = before !== null && before.version === watched.ticket.version;
    const previous = watched.ticket;
    watched.ticket = after;
    if (past === 'removed') {
      watched.isRemoved = true;
      for (const topic of watched.topics) topic.recheck();
    }
    if (past === 'rewritten_for_support') return watched.renewSupport();
    if (!isNext || past !== undefined) return watched.renew();
    // Rights have a listener of their own; apart from them, access depends only on participants.
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
      // Where the next turn is already on its way, support gets both in one write, since writes
      // dominate the cost. The public audience does not wait: the next turn may be an internal
      // note, and a delay would reveal it.
      const due = more && audience === 'support' ? 'soon' : 'now';
      for (const is of ticketEvents(entries, set)) topic.publish(is, due);
    }
  }

  /**
   * The entry after which the client resumes, if it is of this epoch and not too old, and what it has
   * was not rewritten since.
   */
  #resumePoint({ resume }: WhatTicket, seq: number, rewrittenTo: number): number | undefined {
    if (resume === undefined || resume.epoch !== this.#ticketService.epoch) return undefined;
    if (resume.seq <= rewrittenTo) return undefined;
    if (resume.seq > seq || seq - resume.seq > limits.resume_entries_max) return undefined;
    return resume.seq;
  }

  #join(ticket: Ticket, joining: Joining): void {
    const known = this.#watched.get(ticket.id);
    const watched = known ?? new WatchedTicket(ticket);
    watched.join(joining);
    if (known === undefined) this.#watched.set(ticket.id, watched);
    if (watched.ticket.version === ticket.version) return;
    // Reloaded after another process wrote: watchers have missed changes.
    watched.ticket = ticket;
    watched.renew(joining);
  }

  #topic(watched: WatchedTicket, audience: Audience): Topic {
    watched[audience] ??= this.#hub.topic(new TicketSubject(this, watched, audience));
    return watched[audience];
  }

  /** Called by `TicketSubject`, as are the next three. */
  access(caller: Caller, { ticket, isRemoved }: WatchedTicket, audience: Audience): WatchAccess {
    return !isRemoved && this.#ticketService.mayRead(caller, ticket, audience)
      ? { kind: 'stays' }
      : { kind: 'gone', refusal: refuse('ticket_unknown') };
  }

  signal({ ticket }: WatchedTicket, audience: Audience): Signal {
    return this.#extras.signal(ticket.id, audience);
  }

  left({ ticket }: WatchedTicket, audience: Audience, subscriber: Subscriber): void {
    this.#extras.left(ticket.id, audience, subscriber);
  }

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

/** The last entry that was there when entries were rewritten last; 0 where none ever was. */
function rewrittenSeq({ rewritten }: Ticket, audience: Audience): number {
  if (rewritten === undefined) return 0;
  return audience === 'public' ? rewritten.publicSeq : rewritten.supportSeq;
}
