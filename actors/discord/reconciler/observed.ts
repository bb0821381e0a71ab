import { longerBackoff, type Backoff } from '../backoff.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { newRecord, type ChannelRecord, type TicketRecord } from './record.ts';

/** What was observed of a ticket on Discord: its stored record, with what only this run knows. */
export interface ObservedState {
  readonly record: TicketRecord;
  /** Whether the record can be relied on. False, such as after an unknown outcome: a look comes first. */
  readonly sure: {
    /** Which channel there is, if any. */
    readonly channel: boolean;
    /** Overwrites and category. */
    readonly access: boolean;
    /** Which posts there are. */
    readonly posts: boolean;
    /** Whether the header is there, with the content in the record. */
    readonly header: boolean;
  };
  /** Actions that failed, by key: each is not tried again before its backoff has passed. */
  readonly backoffs: ReadonlyMap<string, Backoff>;
  /** Discord refused text that people wrote: neutral text is posted instead. */
  readonly plain: {
    readonly header: boolean;
    readonly entry: boolean;
    /** The ticket records that Discord refused the entry. */
    readonly told: boolean;
  };
}

/** As it is after a start: the channel of the record was there, and posts may have been made since. */
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

/** Events were missed: nothing is certain. */
export function unsure(observed: ObservedState): ObservedState {
  const sure = { ...observed.sure, channel: false, header: false };
  return { ...observed, sure, backoffs: new Map() };
}

/** Somebody else changed the overwrites or the category: a look comes first. */
export function unsureOfAccess(observed: ObservedState): ObservedState {
  return { ...observed, sure: { ...observed.sure, access: false } };
}

/** Combines what an action led to with what events told meanwhile. */
export function overtaken(
  folded: ObservedState,
  before: ObservedState,
  told: ObservedState,
): ObservedState {
  if (told === before) return folded;
  const isAccessAlone = told.record === before.record && told.sure.channel === before.sure.channel;
  return isAccessAlone ? unsureOfAccess(folded) : unsureOfAccess(unsure(folded));
}

/** The ticket has no channel; one is made if it should have one. */
export function withoutChannel(observed: ObservedState): ObservedState {
  const record = { ...observed.record, channel: null };
  return {
    ...observed,
    record,
    sure: { channel: true, access: true, posts: true, header: true },
    plain: noPlain,
  };
}

/** The header was deleted by hand. */
export function withoutHeader(observed: ObservedState): ObservedState {
  const { channel } = observed.record;
  if (channel === null) return observed;
  return { ...observed, record: { ...observed.record, channel: { ...channel, header: null } } };
}

/** A channel that was left is deleted. */
export function withoutLeft(observed: ObservedState, channel: string): ObservedState {
  const left = observed.record.left.filter(({ id }) => id !== channel);
  return { ...observed, record: { ...observed.record, left } };
}

/** Changes the channel in the record, if there is one. */
export function inChannel(
  observed: ObservedState,
  change: (channel: ChannelRecord) => Partial<ChannelRecord>,
): ObservedState {
  const { channel } = observed.record;
  if (channel === null) return observed;
  const record = { ...observed.record, channel: { ...channel, ...change(channel) } };
  return { ...observed, record };
}

/** The channel has no overwrite for this target. */
export function withoutOverwrite(observed: ObservedState, target: string): ObservedState {
  return inChannel(observed, ({ overwrites }) => ({
    overwrites: overwrites.filter((one) => one.target !== target),
  }));
}

/** This header of a former bot is not pinned any more. */
export function withoutFormerHeader(observed: ObservedState, message: string): ObservedState {
  return inChannel(observed, ({ formerHeaders }) => ({
    formerHeaders: formerHeaders.filter((one) => one !== message),
  }));
}

/** This part of the replay is posted, or given up. */
export function replayed(observed: ObservedState, part: number, parts: number): ObservedState {
  return inChannel(observed, ({ replay }) => ({
    replay: replay === null || part >= parts ? null : { ...replay, posted: part },
  }));
}

/** The next post has the text of people again, not a neutral one. */
export function withPeoplesText(observed: ObservedState): ObservedState {
  return { ...observed, plain: { ...observed.plain, entry: false, told: false } };
}

/** Leaves the channel, which is in another guild than the one that is set. The record keeps it. */
export function leave(observed: ObservedState): ObservedState {
  const { channel, left } = observed.record;
  if (channel === null) return observed;
  const others = left.filter(({ guild }) => guild !== channel.guild);
  const known = [...others, channel].slice(-bridgeLimits.left_channels_max);
  const without = unsure(withoutChannel(observed));
  return { ...without, record: { ...without.record, left: known } };
}

/** Continues in the channel that the ticket had in this guild. A look shows what others changed. */
export function comeBack(observed: ObservedState, guild: string): ObservedState {
  const { left } = observed.record;
  const channel = left.find((one) => one.guild === guild);
  if (channel === undefined) return observed;
  const others = left.filter((one) => one.guild !== guild);
  const record = { ...observed.record, channel: { ...channel, saidLeft: false }, left: others };
  const sure = { channel: false, access: false, posts: false, header: false };
  return { ...observed, record, sure, backoffs: new Map() };
}

/** The action is not tried again for a while, longer after each failure. */
export function backOff(
  observed: ObservedState,
  key: string,
  now: number,
  wait_ms?: number,
): ObservedState {
  const longer = longerBackoff(observed.backoffs.get(key), now, wait_ms);
  return { ...observed, backoffs: new Map(observed.backoffs).set(key, longer) };
}

/** The action may be tried at once. */
export function withoutBackoff(observed: ObservedState, key: string): ObservedState {
  if (!observed.backoffs.has(key)) return observed;
  const rest = new Map(observed.backoffs);
  rest.delete(key);
  return { ...observed, backoffs: rest };
}
