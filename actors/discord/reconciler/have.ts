import { bridgeLimits } from '../limits.ts';
import { newRecord, type ChannelRecord, type TicketRecord } from './record.ts';

/** The record of a ticket with what is known of it in this run only. */
export interface Have {
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
  /** What went wrong, by what was to be done: not again before. */
  readonly held: ReadonlyMap<string, Held>;
  /** Discord did not take what people wrote: it gets neutral words instead. */
  readonly plain: {
    readonly header: boolean;
    readonly line: boolean;
    /** Support was told of the line. */
    readonly told: boolean;
  };
}

export interface Held {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly tries: number;
}

/** Not again for a while, longer with each further failure. */
export function heldLonger(before: Held | undefined, now: number, wait_ms?: number): Held {
  const tries = (before?.tries ?? 0) + 1;
  const doubled = Math.min(bridgeLimits.retry_ms * 2 ** (tries - 1), bridgeLimits.retry_ms_max);
  return { until: now + (wait_ms ?? doubled), tries };
}

/** As it is after a start. A channel that is written down was there; others may have been made since. */
export function haveOf(record: TicketRecord): Have {
  return {
    record,
    sure: { channel: record.channel !== null, access: true, posts: false, header: false },
    held: new Map(),
    plain: noPlain,
  };
}

const noPlain: Have['plain'] = { header: false, line: false, told: false };

export function haveNothing(ticket: string, number: number): Have {
  return haveOf(newRecord(ticket, number));
}

/** Nothing is certain any more: what happened meanwhile was told to nobody. */
export function unsure(have: Have): Have {
  const sure = { ...have.sure, channel: false, header: false };
  return { ...have, sure, held: new Map() };
}

/** Somebody else changed who gets in, or where the channel stands: a look comes before all else. */
export function unsureOfAccess(have: Have): Have {
  return { ...have, sure: { ...have.sure, access: false } };
}

/** What an action led to, though something was told while it was done. */
export function overtaken(folded: Have, before: Have, told: Have): Have {
  if (told === before) return folded;
  const isAccessAlone = told.record === before.record && told.sure.channel === before.sure.channel;
  return isAccessAlone ? unsureOfAccess(folded) : unsureOfAccess(unsure(folded));
}

/** A fresh channel will be made if the ticket is to have one. */
export function withoutChannel(have: Have): Have {
  const record = { ...have.record, channel: null };
  return {
    ...have,
    record,
    sure: { channel: true, access: true, posts: true, header: true },
    plain: noPlain,
  };
}

/** Deleted by hand. */
export function withoutHeader(have: Have): Have {
  const { channel } = have.record;
  if (channel === null) return have;
  return { ...have, record: { ...have.record, channel: { ...channel, header: null } } };
}

/** One that was left is deleted. */
export function withoutLeft(have: Have, channel: string): Have {
  const left = have.record.left.filter(({ id }) => id !== channel);
  return { ...have, record: { ...have.record, left } };
}

/** With this changed of its channel, if it has one. */
export function inChannel(
  have: Have,
  change: (channel: ChannelRecord) => Partial<ChannelRecord>,
): Have {
  const { channel } = have.record;
  if (channel === null) return have;
  const record = { ...have.record, channel: { ...channel, ...change(channel) } };
  return { ...have, record };
}

/** Without an overwrite in its channel. */
export function withoutOverwrite(have: Have, target: string): Have {
  return inChannel(have, ({ overwrites }) => ({
    overwrites: overwrites.filter((one) => one.target !== target),
  }));
}

/** Without a pinned header of a former bot. */
export function withoutFormerHeader(have: Have, message: string): Have {
  return inChannel(have, ({ formerHeaders }) => ({
    formerHeaders: formerHeaders.filter((one) => one !== message),
  }));
}

/** This part of the replay is there, or is given up. */
export function replayed(have: Have, part: number, parts: number): Have {
  return inChannel(have, ({ replay }) => ({
    replay: replay === null || part >= parts ? null : { ...replay, posted: part },
  }));
}

/** The next post is tried in the words of people again. */
export function withoutPlainLine(have: Have): Have {
  return { ...have, plain: { ...have.plain, line: false, told: false } };
}

/** Its channel is in another server than that which is set: it stays known there. */
export function leave(have: Have): Have {
  const { channel, left } = have.record;
  if (channel === null) return have;
  const others = left.filter(({ guild }) => guild !== channel.guild);
  const kept = [...others, channel].slice(-bridgeLimits.left_channels_max);
  const without = unsure(withoutChannel(have));
  return { ...without, record: { ...without.record, left: kept } };
}

/** Goes on in the channel that it had in this server; what others did to it meanwhile, a look tells. */
export function comeBack(have: Have, guild: string): Have {
  const { left } = have.record;
  const channel = left.find((one) => one.guild === guild);
  if (channel === undefined) return have;
  const others = left.filter((one) => one.guild !== guild);
  const record = { ...have.record, channel: { ...channel, saidLeft: false }, left: others };
  const sure = { channel: false, access: false, posts: false, header: false };
  return { ...have, record, sure, held: new Map() };
}

/** Not again for a while, longer with each further failure. */
export function held(have: Have, key: string, now: number, wait_ms?: number): Have {
  const longer = heldLonger(have.held.get(key), now, wait_ms);
  return { ...have, held: new Map(have.held).set(key, longer) };
}

/** It may be tried at once. */
export function freed(have: Have, key: string): Have {
  if (!have.held.has(key)) return have;
  const rest = new Map(have.held);
  rest.delete(key);
  return { ...have, held: rest };
}
