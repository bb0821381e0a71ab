import type { Caller, TicketDesk, Told } from '../../../actors/ticket/desk.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { headChanges, viewEntry, viewHead } from '../../../actors/ticket/view.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { refuse } from '../../../protocol/refusals.ts';
import { audiences, type Audience, type Entry, type Head } from '../../../protocol/ticket.ts';
import type { LiveFollower } from '../../projections/live-followers.ts';
import type { Happened, Hub, Signal, Standing, Subject, Subscriber, Topic } from './hub.ts';
import { isWhole, lastEntries, read_bytes_max, ticketEvents } from './page.ts';
import type { Opening, What } from './opening.ts';

type WhatTicket = Extract<What, { on: 'ticket' }>;

/** What is told to those who watch a ticket and is no part of it. */
export interface Beside {
  /** Right after the state. */
  begin(ticket: string, audience: Audience): ReadonlyArray<Apart>;
  /** As it is now, for a connection that missed it. */
  signal(ticket: string, audience: Audience): Signal;
  left(ticket: string, audience: Audience, subscriber: Subscriber): void;
}

export type Apart =
  | { readonly t: 'event'; readonly is: Happened }
  | { readonly t: 'signal'; readonly is: Signal };

/** Called when a client names more of a ticket than there is; `last` is undefined where it gets none of it. */
export type OnAhead = (ahead: {
  readonly account: string;
  readonly isStaff: boolean;
  readonly ticket: string;
  readonly named: number;
  readonly last: number | undefined;
}) => void;

export interface TicketWatchParts {
  readonly desk: TicketDesk;
  readonly hub: Hub;
  readonly beside: Beside;
  readonly onAhead: OnAhead;
  onFault(error: unknown): void;
}

/** A watch between the turn in which it saw the ticket and the moment its history was read. */
interface Joining {
  readonly audience: Audience;
  /** What was told in the meantime, the last of it. */
  readonly since: Entry[];
  /** Somebody else wrote in the meantime: look again. */
  isStale: boolean;
}

/** A ticket that is watched, or about to be. There are as many as players who wait for an answer. */
interface Watched {
  /** As it was told last. */
  ticket: Ticket;
  /** What stands for it to those who watch as that audience, if anybody does. */
  public: Topic | undefined;
  support: Topic | undefined;
  joining: readonly Joining[];
}

const nobody: readonly Joining[] = [];

/** Serves the watches of single tickets. */
export class TicketWatches implements LiveFollower {
  readonly #desk: TicketDesk;
  readonly #hub: Hub;
  readonly #beside: Beside;
  readonly #watched = new Map<string, Watched>();

  readonly #onAhead: OnAhead;
  readonly #onFault: (error: unknown) => void;

  constructor({ desk, hub, beside, onAhead, onFault }: TicketWatchParts) {
    this.#desk = desk;
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
    const refusal = await this.#desk.observe(opening.caller, id, audience, (ticket) => {
      seq = viewSeq(ticket, audience);
      this.#join(ticket, joining);
    });
    const named = what.resume?.epoch === this.#desk.epoch ? what.resume.seq : 0;
    const ahead = {
      account: opening.caller.account,
      isStaff: this.#desk.mayWatchQueue(opening.caller),
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
    const page = await this.#desk.history(opening.caller, id, audience, most);
    const watched = this.#left(id, joining);
    if (!opening.isWanted) return this.#release(id);
    if (!page.ok) {
      this.#release(id);
      return opening.refuse(page.refusal);
    }
    if (joining.isStale) {
      this.#release(id);
      return this.open(opening, what);
    }
    if (!this.#desk.mayRead(opening.caller, watched.ticket, audience)) {
      this.#release(id);
      return opening.refuse(refuse('ticket_unknown'));
    }
    const topic = this.#topic(watched, audience);
    const entries = [...page.entries, ...joining.since];
    opening.enter(topic, [
      stateMessage(
        opening.w,
        topic,
        viewHead(watched.ticket, audience, this.#desk.staffName),
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
    for (const watched of [...this.#watched.values()]) {
      for (const one of watched.joining) if (one.audience === 'public') one.isStale = true;
      watched.public?.renew();
    }
  }

  /** Tells each audience what it can see of one turn. */
  told(told: Told): void {
    const watched = this.#watched.get(told.after.id);
    if (watched === undefined) return;
    try {
      this.#tell(watched, told);
    } catch (error) {
      // Who watches other tickets has nothing to do with it.
      this.#onFault(error);
      this.#renew(watched);
    }
  }

  /** All who watch any ticket look anew. */
  renew(): void {
    for (const watched of [...this.#watched.values()]) this.#renew(watched);
  }

  #tell(watched: Watched, { before, after, events, more }: Told): void {
    const isNext = before !== null && before.version === watched.ticket.version;
    const previous = watched.ticket;
    watched.ticket = after;
    if (!isNext) return this.#renew(watched);
    // Beside rights, which have a listener of their own, reading depends on the participants only.
    if (previous.participants !== after.participants) {
      for (const topic of topicsOf(watched)) topic.recheck();
    }
    for (const audience of audiences) {
      const topic = watched[audience];
      if (topic === undefined && watched.joining.length === 0) continue;
      const entries = events.flatMap(
        (event) => viewEntry(event, audience, this.#desk.staffName) ?? [],
      );
      for (const one of watched.joining)
        if (one.audience === audience) keepLast(one.since, entries);
      if (topic === undefined) continue;
      const set = headChanges(previous, after, audience, this.#desk.staffName);
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
    if (resume === undefined || resume.epoch !== this.#desk.epoch) return undefined;
    if (resume.seq > seq || seq - resume.seq > limits.resume_entries_max) return undefined;
    return resume.seq;
  }

  #join(ticket: Ticket, joining: Joining): void {
    const known = this.#watched.get(ticket.id);
    if (known === undefined) {
      const fresh = { ticket, public: undefined, support: undefined, joining: [joining] };
      this.#watched.set(ticket.id, fresh);
      return;
    }
    known.joining = [...known.joining, joining];
    if (known.ticket.version === ticket.version) return;
    // Loaded again after somebody else wrote: what was told last is not what there is.
    known.ticket = ticket;
    this.#renew(known, joining);
  }

  #left(id: string, joining: Joining): Watched {
    const watched = this.#watched.get(id)!;
    const left = watched.joining.filter((one) => one !== joining);
    watched.joining = left.length === 0 ? nobody : left;
    return watched;
  }

  /** All watchers look anew. */
  #renew(watched: Watched, except?: Joining): void {
    for (const one of watched.joining) if (one !== except) one.isStale = true;
    for (const topic of topicsOf(watched)) topic.renew();
  }

  #topic(watched: Watched, audience: Audience): Topic {
    watched[audience] ??= this.#hub.topic(new TicketSubject(this, watched, audience));
    return watched[audience];
  }

  /** For what stands for a watched ticket. */
  standing(caller: Caller, { ticket }: Watched, audience: Audience): Standing {
    return this.#desk.mayRead(caller, ticket, audience)
      ? { kind: 'stays' }
      : { kind: 'gone', refusal: refuse('ticket_unknown') };
  }

  /** The same. */
  signal({ ticket }: Watched, audience: Audience): Signal {
    return this.#beside.signal(ticket.id, audience);
  }

  /** The same. */
  left({ ticket }: Watched, audience: Audience, subscriber: Subscriber): void {
    this.#beside.left(ticket.id, audience, subscriber);
  }

  /** The same. */
  deserted(watched: Watched, audience: Audience): void {
    watched[audience] = undefined;
    this.#release(watched.ticket.id);
  }

  #release(id: string): void {
    const watched = this.#watched.get(id);
    if (watched !== undefined && topicsOf(watched).length === 0 && watched.joining.length === 0) {
      this.#watched.delete(id);
    }
  }
}

/** A watched ticket as one audience sees it. */
class TicketSubject implements Subject {
  readonly what: WhatTicket;
  readonly #watches: TicketWatches;
  readonly #watched: Watched;
  constructor(watches: TicketWatches, watched: Watched, audience: Audience) {
    this.#watches = watches;
    this.#watched = watched;
    this.what = { on: 'ticket', ticket: watched.ticket.id, as: audience };
  }

  standing(caller: Caller): Standing {
    return this.#watches.standing(caller, this.#watched, this.what.as);
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

function topicsOf(watched: Watched): Topic[] {
  return [watched.public, watched.support].filter((topic) => topic !== undefined);
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

/** A state or a resume never needs more of them. */
function keepLast(since: Entry[], entries: readonly Entry[]): void {
  since.push(...entries);
  if (since.length > limits.resume_entries_max) {
    since.splice(0, since.length - limits.resume_entries_max);
  }
}
