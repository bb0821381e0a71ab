import {
  nothingObserved,
  observedFrom,
  unsure,
  unsureOfAccess,
  withoutChannel,
  withoutHeader,
  withoutLeft,
  type ObservedState,
} from './observed.ts';
import { isChangedByOthers } from './opened.ts';
import type { LeftChannel } from '../alerts/orphans.ts';
import type { Action } from './plan.ts';
import type { ChannelSeen } from '../port/shapes.ts';
import type { TicketRecord } from './record.ts';
import type { BridgeStore, ArchiveMessage } from '../store.ts';

interface TicketChannelsDeps {
  readonly store: Pick<BridgeStore, 'record' | 'records'>;
  /** The present moment of looks. */
  moment(): number;
  /** This channel is that of a ticket from now on: what was written in it before may be new. */
  heldNow(channel: string): void;
}

export interface Kept {
  observed: ObservedState;
  /** As it is on disk. */
  saved: TicketRecord | undefined;
  /** A younger look at the guild than this is needed. */
  moment: number;
  participants: readonly string[];
  /** Noted down with the record, once it is saved. */
  archiveMessages: readonly ArchiveMessage[];
  /** What is under way. */
  doing: Action | undefined;
  /** Under which it is found. */
  channel: string | undefined;
}

/** What is known of each ticket on Discord, found by ticket and by channel. */
export class TicketChannels {
  readonly #deps: TicketChannelsDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #byChannel = new Map<string, string>();

  /** Throws if the store holds what this version cannot read. */
  constructor(deps: TicketChannelsDeps) {
    this.#deps = deps;
    for (const record of deps.store.records()) {
      this.keep(record.ticket, { ...blank(observedFrom(record)), saved: record });
    }
  }

  /** The ticket that has this channel. */
  ticketOf(channel: string): string | undefined {
    return this.#byChannel.get(channel);
  }

  channelOf(ticket: string): string | undefined {
    return this.#kept.get(ticket)?.channel;
  }

  /** Whether it was found by its topic alone. */
  isAdopted(channel: string): boolean {
    const ticket = this.#byChannel.get(channel);
    return this.#kept.get(ticket ?? '')?.observed.record.channel?.isAdopted === true;
  }

  /** Whether it is the channel of a ticket, or one that was left and may be again. */
  isOurs(channel: string): boolean {
    return this.ticketOf(channel) !== undefined || this.#leftOf(channel) !== undefined;
  }

  /** Those of all tickets. */
  channels(): string[] {
    return [...this.#byChannel.keys()];
  }

  /** Those with a channel in another server than this one. */
  elsewhere(guild: string | null): string[] {
    return [...this.#kept].flatMap(([id, { observed }]) => {
      const { channel } = observed.record;
      return channel !== null && channel.guild !== guild ? id : [];
    });
  }

  /** Channels that were left, with their tickets. */
  left(): LeftChannel[] {
    return [...this.#kept].flatMap(([ticket, { observed }]) =>
      observed.record.left.map(({ id, guild }) => {
        return { ticket, number: observed.record.number, channel: id, guild };
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
    for (const [id] of this.#kept) this.change(id, unsure);
  }

  /** Returns the ticket that it was of. */
  channelGone(channel: string): string | undefined {
    const id = this.#byChannel.get(channel);
    if (id !== undefined) this.change(id, withoutChannel);
    const left = this.#leftOf(channel);
    if (left !== undefined) this.change(left.ticket, (observed) => withoutLeft(observed, channel));
    return id ?? left?.ticket;
  }

  /** Returns the ticket that it is of if somebody else changed who gets in, or where it stands. */
  channelSeen(seen: ChannelSeen): string | undefined {
    const id = this.#byChannel.get(seen.id);
    const kept = id === undefined ? undefined : this.#kept.get(id);
    const channel = kept?.observed.record.channel;
    if (id === undefined || !channel || !isChangedByOthers(channel, kept?.doing, seen)) {
      return undefined;
    }
    this.change(id, unsureOfAccess);
    return id;
  }

  /** Returns the ticket if its header is among these. */
  messagesGone(channel: string, messages: readonly string[]): string | undefined {
    const id = this.#byChannel.get(channel);
    const header = id && this.#kept.get(id)?.observed.record.channel?.header?.message;
    if (id === undefined || header == null || !messages.includes(header)) return undefined;
    this.change(id, withoutHeader);
    return id;
  }

  /** What is known of a ticket; of one that is past, what is on disk. */
  get(id: string): Kept {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const record = this.#deps.store.record(id);
    return {
      ...blank(record === undefined ? nothingObserved(id, 0) : observedFrom(record)),
      saved: record,
    };
  }

  keep(id: string, kept: Kept): void {
    this.#kept.set(id, kept);
    const channel = kept.observed.record.channel?.id;
    if (kept.channel === channel) return;
    if (kept.channel !== undefined) this.#byChannel.delete(kept.channel);
    if (channel !== undefined) {
      this.#byChannel.set(channel, id);
      this.#deps.heldNow(channel);
    }
    kept.channel = channel;
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }

  change(id: string, change: (observed: ObservedState) => ObservedState): void {
    const kept = this.#kept.get(id)!;
    kept.observed = change(kept.observed);
    if (!kept.observed.sure.channel) kept.moment = this.#deps.moment();
    this.keep(id, kept);
  }

  #leftOf(channel: string): LeftChannel | undefined {
    return this.left().find((one) => one.channel === channel);
  }
}

function blank(observed: ObservedState): Kept {
  return {
    observed,
    saved: undefined,
    moment: 0,
    participants: [],
    archiveMessages: [],
    doing: undefined,
    channel: undefined,
  };
}
