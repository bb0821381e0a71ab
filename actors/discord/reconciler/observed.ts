import { longerBackoff, type Backoff } from '../backoff.ts';
import { bridgeLimits } from '../limits.ts';
import { newRecord, type ChannelRecord, type TicketRecord } from './record.ts';

/** What was observed of a ticket on Discord: its record, with what is known in this run only. */
export interface ObservedState {
  readonly record: TicketRecord;
  /** Whether the record tells all that is on Discord; after a cut-off call the bridge looks first. */
  readonly sure: {
    /** Whether there is a channel, and which. */
    readonly channel: boolean;
    /** Who gets in is as the record says: nobody told otherwise since it was looked at. */
    readonly access: boolean;
    /** Which posts are there. */
    readonly posts: boolean;
    /** Whether the header is still there, and says what the record says. */
    readonly header: boolean;
  };
  /** Actions that failed, by key: each is not tried again before its backoff has passed. */
  readonly backoffs: ReadonlyMap<string, Backoff>;
  /** Discord did not take what people wrote: it gets neutral words instead. */
  readonly plain: {
    readonly header: boolean;
    readonly entry: boolean;
    /** Support was told of the entry. */
    readonly told: boolean;
  };
}

/** As it is after a start. A channel that is written down was there; others may have been made since. */
export function observedFrom(record: TicketRecord): ObservedState {
  return {
    record,
    sure: { channel: record.channel !== null, access: true, posts: false, header: false },
    backoffs: new Map(),
    plain: noPlain,
  };
}

const noPlain: ObservedState['plain'] = { header: false, entry: false, told: false };

export function nothingObserved(ticket: string, number: number): ObservedState {
  return observedFrom(newRecord(ticket, number));
}

/** Nothing is certain any more: what happened meanwhile was told to nobody. */
export function unsure(observed: ObservedState): ObservedState {
  const sure = { ...observed.sure, channel: false, header: false };
  return { ...observed, sure, backoffs: new Map() };
}

/** Somebody else changed who gets in, or where the channel stands: a look comes before all else. */
export function unsureOfAccess(observed: ObservedState): ObservedState {
  return { ...observed, sure: { ...observed.sure, access: false } };
}

/** What an action led to, though something was told while it was done. */
export function overtaken(
  folded: ObservedState,
  before: ObservedState,
  told: ObservedState,
): ObservedState {
  if (told === before) return folded;
  const isAccessAlone = told.record === before.record && told.sure.channel === before.sure.channel;
  return isAccessAlone ? unsureOfAccess(folded) : unsureOfAccess(unsure(folded));
}

/** A fresh channel will be made if the ticket is to have one. */
export function withoutChannel(observed: ObservedState): ObservedState {
  const record = { ...observed.record, channel: null };
  return {
    ...observed,
    record,
    sure: { channel: true, access: true, posts: true, header: true },
    plain: noPlain,
  };
}

/** Deleted by hand. */
export function withoutHeader(observed: ObservedState): ObservedState {
  const { channel } = observed.record;
  if (channel === null) return observed;
  return { ...observed, record: { ...observed.record, channel: { ...channel, header: null } } };
}

/** One that was left is deleted. */
export function withoutLeft(observed: ObservedState, channel: string): ObservedState {
  const left = observed.record.left.filter(({ id }) => id !== channel);
  return { ...observed, record: { ...observed.record, left } };
}

/** With this changed of its channel, if it has one. */
export function inChannel(
  observed: ObservedState,
  change: (channel: ChannelRecord) => Partial<ChannelRecord>,
): ObservedState {
  const { channel } = observed.record;
  if (channel === null) return observed;
  const record = { ...observed.record, channel: { ...channel, ...change(channel) } };
  return { ...observed, record };
}

/** Without an overwrite in its channel. */
export function withoutOverwrite(observed: ObservedState, target: string): ObservedState {
  return inChannel(observed, ({ overwrites }) => ({
    overwrites: overwrites.filter((one) => one.target !== target),
  }));
}

/** Without a pinned header of a former bot. */
export function withoutFormerHeader(observed: ObservedState, message: string): ObservedState {
  return inChannel(observed, ({ formerHeaders }) => ({
    formerHeaders: formerHeaders.filter((one) => one !== message),
  }));
}

/** This part of the replay is there, or is given up. */
export function replayed(observed: ObservedState, part: number, parts: number): ObservedState {
  return inChannel(observed, ({ replay }) => ({
    replay: replay === null || part >= parts ? null : { ...replay, posted: part },
  }));
}

/** The next post is tried in the words of people again. */
export function withPeoplesWords(observed: ObservedState): ObservedState {
  return { ...observed, plain: { ...observed.plain, entry: false, told: false } };
}

/** Its channel is in another server than that which is set: it stays known there. */
export function leave(observed: ObservedState): ObservedState {
  const { channel, left } = observed.record;
  if (channel === null) return observed;
  const others = left.filter(({ guild }) => guild !== channel.guild);
  const kept = [...others, channel].slice(-bridgeLimits.left_channels_max);
  const without = unsure(withoutChannel(observed));
  return { ...without, record: { ...without.record, left: kept } };
}

/** Goes on in the channel that it had in this server; what others did to it meanwhile, a look tells. */
export function comeBack(observed: ObservedState, guild: string): ObservedState {
  const { left } = observed.record;
  const channel = left.find((one) => one.guild === guild);
  if (channel === undefined) return observed;
  const others = left.filter((one) => one.guild !== guild);
  const record = { ...observed.record, channel: { ...channel, saidLeft: false }, left: others };
  const sure = { channel: false, access: false, posts: false, header: false };
  return { ...observed, record, sure, backoffs: new Map() };
}

/** Not again for a while, longer with each further failure. */
export function backOff(
  observed: ObservedState,
  key: string,
  now: number,
  wait_ms?: number,
): ObservedState {
  const longer = longerBackoff(observed.backoffs.get(key), now, wait_ms);
  return { ...observed, backoffs: new Map(observed.backoffs).set(key, longer) };
}

/** Without a backoff: it may be tried at once. */
export function withoutBackoff(observed: ObservedState, key: string): ObservedState {
  if (!observed.backoffs.has(key)) return observed;
  const rest = new Map(observed.backoffs);
  rest.delete(key);
  return { ...observed, backoffs: rest };
}
