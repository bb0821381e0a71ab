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
  /** The present moment of guild fetches. */
  moment(): number;
  /** A ticket has this channel from now on: messages that are already in it may be new. */
  channelAdded(channel: string): void;
}

export interface KnownTicket {
  observed: ObservedState;
  /** The record on disk. */
  saved: TicketRecord | undefined;
  /** A fetch of the guild that began after this moment is needed. */
  moment: number;
  participants: readonly string[];
  /** Saved together with the record. */
  archiveMessages: readonly ArchiveMessage[];
  /** The action under way. */
  doing: Action | undefined;
  /** The channel by which it is found. */
  channel: string | undefined;
}

/** The observed state of each ticket, by ticket and by channel. */
export class TicketChannels {
  readonly #deps: TicketChannelsDeps;
  readonly #known = new Map<string, KnownTicket>();
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
    return this.#known.get(ticket)?.channel;
  }

  /** Whether the channel was found by its topic. */
  isAdopted(channel: string): boolean {
    const ticket = this.#byChannel.get(channel);
    return this.#known.get(ticket ?? '')?.observed.record.channel?.isAdopted === true;
  }

  /** Whether it is the channel of a ticket, or one that was left and may be used again. */
  isOurs(channel: string): boolean {
    return this.ticketOf(channel) !== undefined || this.#leftOf(channel) !== undefined;
  }

  /** The channels of all tickets. */
  channels(): string[] {
    return [...this.#byChannel.keys()];
  }

  /** Tickets with a channel in another guild than this one. */
  elsewhere(guild: string | null): string[] {
    return [...this.#known].flatMap(([id, { observed }]) => {
      const { channel } = observed.record;
      return channel !== null && channel.guild !== guild ? id : [];
    });
  }

  /** Channels that were left, with their tickets. */
  left(): LeftChannel[] {
    return [...this.#known].flatMap(([ticket, { observed }]) =>
      observed.record.left.map(({ id, guild }) => {
        return { ticket, number: observed.record.number, channel: id, guild };
      }),
    );
  }

  /** Tickets that are active or have a channel. */
  ids(): string[] {
    return [...this.#known.keys()];
  }

  /** Tickets in memory in which this account takes part. */
  withParticipant(account: string): string[] {
    return [...this.#known].flatMap(([id, { participants }]) =>
      participants.includes(account) ? id : [],
    );
  }

  /** Events were missed. */
  allUnsure(): void {
    for (const [id] of this.#known) this.change(id, unsure);
  }

  /** A channel was deleted. Returns its ticket. */
  channelGone(channel: string): string | undefined {
    const id = this.#byChannel.get(channel);
    if (id !== undefined) this.change(id, withoutChannel);
    const left = this.#leftOf(channel);
    if (left !== undefined) this.change(left.ticket, (observed) => withoutLeft(observed, channel));
    return id ?? left?.ticket;
  }

  /** A channel was changed. Returns its ticket if somebody else changed its overwrites or category. */
  channelSeen(seen: ChannelSeen): string | undefined {
    const id = this.#byChannel.get(seen.id);
    const known = id === undefined ? undefined : this.#known.get(id);
    const channel = known?.observed.record.channel;
    if (id === undefined || !channel || !isChangedByOthers(channel, known?.doing, seen)) {
      return undefined;
    }
    this.change(id, unsureOfAccess);
    return id;
  }

  /** Messages were deleted. Returns the ticket of the channel if its header is among them. */
  messagesGone(channel: string, messages: readonly string[]): string | undefined {
    const id = this.#byChannel.get(channel);
    const header = id && this.#known.get(id)?.observed.record.channel?.header?.message;
    if (id === undefined || header == null || !messages.includes(header)) return undefined;
    this.change(id, withoutHeader);
    return id;
  }

  /** The state of a ticket, from disk if it is not in memory. */
  get(id: string): KnownTicket {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const record = this.#deps.store.record(id);
    return {
      ...blank(record === undefined ? nothingObserved(id, 0) : observedFrom(record)),
      saved: record,
    };
  }

  keep(id: string, known: KnownTicket): void {
    this.#known.set(id, known);
    const channel = known.observed.record.channel?.id;
    if (known.channel === channel) return;
    if (known.channel !== undefined) this.#byChannel.delete(known.channel);
    if (channel !== undefined) {
      this.#byChannel.set(channel, id);
      this.#deps.channelAdded(channel);
    }
    known.channel = channel;
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  change(id: string, change: (observed: ObservedState) => ObservedState): void {
    const known = this.#known.get(id)!;
    known.observed = change(known.observed);
    if (!known.observed.sure.channel) known.moment = this.#deps.moment();
    this.keep(id, known);
  }

  #leftOf(channel: string): LeftChannel | undefined {
    return this.left().find((one) => one.channel === channel);
  }
}

function blank(observed: ObservedState): KnownTicket {
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
