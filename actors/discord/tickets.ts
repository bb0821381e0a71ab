import type { TicketEvent } from '../ticket/event.ts';
import type { Ticket } from '../ticket/state.ts';
import { fold, begun, type Brought } from './fold.ts';
import {
  haveNothing,
  haveOf,
  overtaken,
  unsure,
  unsureOfAccess,
  withoutChannel,
  withoutHeader,
  withoutLeft,
  type Have,
} from './have.ts';
import { bridgeLimits } from './discord-limits.ts';
import { seqOf } from './marker.ts';
import { isChangedByOthers, isOpened } from './opened.ts';
import type { LeftChannel } from './orphans.ts';
import { perform } from './perform.ts';
import { plan, type Action } from './plan.ts';
import type { ChannelSeen, DiscordPort, GuildSeen, Outcome } from './port.ts';
import type { TicketRecord } from './record.ts';
import type { BridgeStore, BridgeTickets, Farewell } from './store.ts';
import { wantOf, type Guest, type Setup, type Want } from './want.ts';

export interface TicketsDeps {
  readonly port: DiscordPort;
  readonly tickets: BridgeTickets;
  readonly store: BridgeStore;
  now(): number;
  /** Undefined while the bridge cannot work. */
  setup(): Setup | undefined;
  /** Who of these accounts is in the guild, or may be, and may read. */
  guests(accounts: readonly string[]): Promise<Guest[]>;
  /** Who of these accounts is to be told that it was archived. */
  farewells(ticket: Ticket, archived: number): Farewell[];
  /** They are on disk. */
  farewellsKept(): void;
  look(moment: number): Promise<Outcome<GuildSeen>>;
  /** The present moment of looks. */
  moment(): number;
  /** Whether this ticket's channel may be made now; it is woken when it may. */
  mayCreate(ticket: string, number: number): boolean;
  /** Bots that the server had before. */
  formerBots(): readonly string[];
  /** Puts into a ticket that Discord does not take the words of this message. */
  readonly tellSupport: (ticket: string, publicSeq: number) => Promise<Outcome>;
  /** What came of every call; `have`: before it. */
  ended(have: Have, action: Action, outcome: Outcome<Brought>): void;
  /** Nothing keeps it from anything any more. */
  settled(ticket: string): void;
  /** Others could read its channel; there are posts in it of messages that it does not have. */
  found(what: 'opened' | 'newer', number: number): void;
  /** This channel is that of a ticket from now on: what was written in it before may be new. */
  heldNow(channel: string): void;
  /** It rests without having made a channel. */
  resting(ticket: string): void;
}

interface Kept {
  have: Have;
  /** As it is on disk. */
  saved: TicketRecord | undefined;
  /** A younger look at the guild than this is needed. */
  moment: number;
  participants: readonly string[];
  /** Noted down with the record, once it is saved. */
  farewells: readonly Farewell[];
  /** What is under way. */
  doing: Action | undefined;
  /** Under which it is found. */
  channel: string | undefined;
}

/** What is known of each ticket on Discord, and the work on one of them. */
export class Tickets {
  readonly #deps: TicketsDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #byChannel = new Map<string, string>();

  /** Throws if the store holds what this version cannot read. */
  constructor(deps: TicketsDeps) {
    this.#deps = deps;
    for (const record of deps.store.records()) {
      this.#keep(record.ticket, { ...blank(haveOf(record)), saved: record });
    }
  }

  ofChannel(channel: string): string | undefined {
    return this.#byChannel.get(channel);
  }

  channelOf(ticket: string): string | undefined {
    return this.#kept.get(ticket)?.channel;
  }

  /** Whether it was found by its topic alone. */
  isAdopted(channel: string): boolean {
    const ticket = this.#byChannel.get(channel);
    return this.#kept.get(ticket ?? '')?.have.record.channel?.isAdopted === true;
  }

  channels(): string[] {
    return [...this.#byChannel.keys()];
  }

  /** Those with a channel in another server than this one. */
  elsewhere(guild: string | null): string[] {
    return [...this.#kept].flatMap(([id, { have }]) => {
      const { channel } = have.record;
      return channel !== null && channel.guild !== guild ? id : [];
    });
  }

  /** Channels that were left, with their tickets. */
  left(): LeftChannel[] {
    return [...this.#kept].flatMap(([ticket, { have }]) =>
      have.record.left.map(({ id, guild }) => {
        return { ticket, number: have.record.number, channel: id, guild };
      }),
    );
  }

  /** All that are active or have a channel. */
  ids(): string[] {
    return [...this.#kept.keys()];
  }

  /** Those in which one of these accounts takes part, as far as they are at hand. */
  withParticipant(account: string): string[] {
    return [...this.#kept].flatMap(([id, { participants }]) =>
      participants.includes(account) ? id : [],
    );
  }

  /** Anything may have happened on Discord meanwhile. */
  allUnsure(): void {
    for (const [id] of this.#kept) this.#change(id, unsure);
  }

  /** Returns the ticket that it was of. */
  channelGone(channel: string): string | undefined {
    const id = this.#byChannel.get(channel);
    if (id !== undefined) this.#change(id, withoutChannel);
    const left = this.left().find((one) => one.channel === channel);
    if (left !== undefined) this.#change(left.ticket, (have) => withoutLeft(have, channel));
    return id ?? left?.ticket;
  }

  /** Returns the ticket that it is of if somebody else changed who gets in, or where it stands. */
  channelSeen(seen: ChannelSeen): string | undefined {
    const id = this.#byChannel.get(seen.id);
    const kept = id === undefined ? undefined : this.#kept.get(id);
    const channel = kept?.have.record.channel;
    if (id === undefined || !channel || !isChangedByOthers(channel, kept?.doing, seen)) {
      return undefined;
    }
    this.#change(id, unsureOfAccess);
    return id;
  }

  /** Returns the ticket if its header is among these. */
  messagesGone(channel: string, messages: readonly string[]): string | undefined {
    const id = this.#byChannel.get(channel);
    const header = id && this.#kept.get(id)?.have.record.channel?.header?.message;
    if (id === undefined || header == null || !messages.includes(header)) return undefined;
    this.#change(id, withoutHeader);
    return id;
  }

  /** Works on a ticket until nothing is to be done before the time that it gives. */
  async work(id: string, goesOn: () => boolean): Promise<number | null> {
    const deps = this.#deps;
    const kept = this.#kept.get(id) ?? this.#load(id);
    for (;;) {
      const setup = deps.setup();
      if (setup === undefined || !goesOn()) return null;
      // Before: what is loaded holds all changes up to then, and may hold later ones.
      const dueAt = deps.store.dueAt(id);
      const ticket = await deps.tickets.load(id);
      if (ticket === undefined) return this.#forget(id);
      if (kept.have.record.number !== ticket.number) kept.have = haveNothing(id, ticket.number);
      this.#keep(id, kept);
      if (!(await this.#saved(kept))) return deps.now() + bridgeLimits.retry_ms;
      kept.participants = ticket.participants.map(({ account }) => account);
      const guests = await deps.guests(kept.participants);
      const want = this.#wanted(ticket, kept.have.record, setup, guests);
      const step = plan(kept.have, want, deps.now());
      if (step.kind === 'rest') {
        deps.resting(id);
        if (step.until === null) deps.settled(id);
        return (await this.#rest(id, kept, want, dueAt))
          ? step.until
          : deps.now() + bridgeLimits.retry_ms;
      }
      const { action } = step;
      if (action.kind === 'create_channel' && !deps.mayCreate(id, ticket.number)) {
        return (await this.#rest(id, kept, want, dueAt))
          ? null
          : deps.now() + bridgeLimits.retry_ms;
      }
      await this.#act(id, kept, ticket, action, want);
    }
  }

  async #act(id: string, kept: Kept, ticket: Ticket, action: Action, want: Want): Promise<void> {
    const { port, tickets, look, now, farewells, ended, tellSupport, formerBots } = this.#deps;
    kept.have = begun(kept.have, action, now());
    // What cannot be told afterwards is on disk before the call.
    if (!(await this.#saved(kept))) return;
    const before = kept.have;
    const { record } = before;
    kept.doing = action;
    const outcome = await perform(
      {
        port,
        epoch: tickets.epoch,
        look: () => look(kept.moment),
        formerBots: formerBots(),
        tellSupport,
      },
      record,
      action,
    );
    kept.doing = undefined;
    // While it was done, somebody may have told that the channel or the header is gone, or changed.
    kept.have = overtaken(fold(before, action, outcome, want, now()), before, kept.have);
    if (outcome.kind === 'done') this.#tellFinds(ticket, outcome.value, want);
    if (!kept.have.sure.channel) kept.moment = this.#deps.moment();
    ended(before, action, outcome);
    this.#keep(id, kept);
    if (action.kind === 'farewell') kept.farewells = farewells(ticket, action.archived);
    await this.#saved(kept);
  }

  #tellFinds({ number, publicSeq }: Ticket, { found, posts = [] }: Brought, want: Want): void {
    if (found && isOpened(found, want)) this.#deps.found('opened', number);
    const isNewer = posts.some((post) => (seqOf(post, number) ?? 0) > publicSeq);
    if (isNewer) this.#deps.found('newer', number);
  }

  #wanted(ticket: Ticket, record: TicketRecord, setup: Setup, guests: readonly Guest[]): Want {
    const { tickets, now } = this.#deps;
    const { channel } = record;
    const entries =
      channel === null
        ? []
        : this.#entriesAfter(ticket, channel.replay === null ? channel.seq : -1);
    const past = channel?.replay ? this.#messagesUpTo(ticket, channel.replay.to) : [];
    const about = { ticket, record, setup, guests, entries, past, now: now() };
    return wantOf({ ...about, setup: { ...setup, epoch: tickets.epoch } });
  }

  /** The next few of them; none for -1. */
  #entriesAfter({ id, supportSeq }: Ticket, after: number): TicketEvent[] {
    if (after < 0 || after >= supportSeq) return [];
    const limit = bridgeLimits.step_entries_max;
    return this.#deps.tickets.history(id, 'support', { after, before: after + limit + 1, limit });
  }

  #messagesUpTo({ id }: Ticket, to: number): TicketEvent[] {
    const messages: TicketEvent[] = [];
    let before: number | undefined;
    const limit = 100;
    let posted = 0;
    while (posted < bridgeLimits.replay_messages_max) {
      const range = before === undefined ? { limit } : { before, limit };
      const page = this.#deps.tickets.history(id, 'public', range);
      const wanted = page.filter(
        ({ change, supportSeq }) => messageChanges.has(change.type) && supportSeq <= to,
      );
      messages.unshift(...wanted);
      posted += wanted.filter(({ change }) => change.type === 'message_posted').length;
      const first = page[0]?.publicSeq ?? 1;
      if (first <= 1) break;
      before = first;
    }
    return messages;
  }

  /** On disk as it is, and no more due. */
  async #rest(id: string, kept: Kept, want: Want, dueAt: number): Promise<boolean> {
    const { record } = kept.have;
    const isNowhere = record.channel === null && record.left.length === 0;
    const isPast = isNowhere && want.isThere && want.place !== 'open';
    // Where the bot cannot work now, it is still to be looked at.
    const doneAt = want.isThere ? dueAt : 0;
    if (record === kept.saved && !isPast && doneAt === 0) return true;
    if (!(await this.#deps.store.save(record, { isPast, doneAt, farewells: [] }))) return false;
    kept.saved = record;
    if (isPast && this.#kept.get(id)?.have === kept.have) this.#kept.delete(id);
    return true;
  }

  async #saved(kept: Kept): Promise<boolean> {
    const { have, farewells } = kept;
    if (have.record === kept.saved) return true;
    const about = { isPast: false, doneAt: 0, farewells };
    if (!(await this.#deps.store.save(have.record, about))) return false;
    kept.saved = have.record;
    kept.farewells = [];
    if (farewells.length > 0) this.#deps.farewellsKept();
    return true;
  }

  #load(id: string): Kept {
    const record = this.#deps.store.record(id);
    const kept = blank(record === undefined ? haveNothing(id, 0) : haveOf(record));
    return { ...kept, saved: record };
  }

  #keep(id: string, kept: Kept): void {
    this.#kept.set(id, kept);
    const channel = kept.have.record.channel?.id;
    if (kept.channel === channel) return;
    if (kept.channel !== undefined) this.#byChannel.delete(kept.channel);
    if (channel !== undefined) {
      this.#byChannel.set(channel, id);
      this.#deps.heldNow(channel);
    }
    kept.channel = channel;
  }

  #change(id: string, change: (have: Have) => Have): void {
    const kept = this.#kept.get(id)!;
    kept.have = change(kept.have);
    if (!kept.have.sure.channel) kept.moment = this.#deps.moment();
    this.#keep(id, kept);
  }

  #forget(id: string): null {
    this.#kept.delete(id);
    this.#deps.settled(id);
    return null;
  }
}

/** A public message, and what became of it since. */
const messageChanges: ReadonlySet<string> = new Set([
  'message_posted',
  'message_edited',
  'message_deleted',
]);

function blank(have: Have): Kept {
  return {
    have,
    saved: undefined,
    moment: 0,
    participants: [],
    farewells: [],
    doing: undefined,
    channel: undefined,
  };
}
