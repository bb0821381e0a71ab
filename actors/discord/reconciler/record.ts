import * as v from 'valibot';
import type { Overwrite } from '../port/shapes.ts';

/** The stored record of one ticket on Discord, under the key `ticket/ID`. */

const overwriteForm = v.object({
  target: v.string(),
  of: v.picklist(['role', 'member']),
  /** `other`: somebody else changed it; it is repaired or removed. */
  level: v.picklist(['hidden', 'read', 'write', 'manage', 'other']),
});

const channelForm = v.object({
  id: v.string(),
  guild: v.string(),
  /** As it was last set. */
  name: v.string(),
  category: v.nullable(v.string()),
  overwrites: v.array(overwriteForm),
  /** Times of the last renames, which count for the rate limit, milliseconds since 1970. */
  renames: v.array(v.number()),
  /** Discord said that it accepts no rename before this time. */
  noRenameBefore: v.number(),
  header: v.nullable(
    v.object({
      message: v.string(),
      /** Hash of its content. */
      hash: v.string(),
      pinned: v.boolean(),
    }),
  ),
  /** Headers of former bots, which are still pinned. */
  formerHeaders: v.optional(v.array(v.string()), []),
  /** How many headers were posted in this channel. */
  headers: v.number(),
  /** The last post of the bridge. Posts of unknown outcome are looked for after it. */
  lastPost: v.nullable(v.string()),
  /** Set during the replay of what came before the channel: entries of support up to `to`. */
  replay: v.nullable(v.object({ to: v.number(), posted: v.number() })),
  /** Entries of support up to this number are mirrored, or are not mirrored at all. */
  seq: v.number(),
  /** How many parts of the next entry are posted. */
  parts: v.number(),
  /** A post says that nothing is passed on any more. */
  saidLeft: v.optional(v.boolean(), false),
  /** It was found by its topic: the store may have lost which messages came from it. */
  isAdopted: v.optional(v.boolean(), false),
});

const recordForm = v.object({
  ticket: v.string(),
  number: v.number(),
  channel: v.nullable(channelForm),
  /** Channels in guilds that were set before. They are used again if their guild is. */
  left: v.optional(v.array(channelForm), []),
  /** Whether it ever had a channel: a new one begins with a replay. */
  hadChannel: v.boolean(),
  refusedNames: v.array(v.string()),
  /** When it was archived, once its archive messages are stored. The stored name is older than theirs. */
  farewell: v.nullable(v.number()),
  /** How often the ticket was rewritten when nothing from before was left here. */
  rewritten: v.optional(v.number()),
});

export type TicketRecord = v.InferOutput<typeof recordForm>;
export type ChannelRecord = v.InferOutput<typeof channelForm>;

const record_version = 1;

export function newRecord(ticket: string, number: number): TicketRecord {
  return {
    ticket,
    number,
    channel: null,
    left: [],
    hadChannel: false,
    refusedNames: [],
    farewell: null,
  };
}

/** The record of a channel that was just made or found. */
export function newChannel(made: {
  readonly id: string;
  readonly guild: string;
  readonly name: string;
  readonly category: string | null;
  readonly overwrites: ChannelRecord['overwrites'] | readonly Overwrite[];
  readonly replayTo: number | null;
  readonly isAdopted: boolean;
}): ChannelRecord {
  const { id, guild, name, category, overwrites, replayTo, isAdopted } = made;
  return {
    id,
    guild,
    name,
    category,
    overwrites: [...overwrites],
    renames: [],
    noRenameBefore: 0,
    header: null,
    formerHeaders: [],
    headers: 0,
    lastPost: null,
    replay: replayTo === null ? null : { to: replayTo, posted: 0 },
    seq: replayTo ?? 0,
    parts: 0,
    saidLeft: false,
    isAdopted,
  };
}

export function storedRecord(record: TicketRecord): object {
  return { v: record_version, ...record };
}

/** Throws for a record that this version cannot read. */
export function readRecord(value: unknown): TicketRecord {
  const { v: version, ...fields } = (value ?? {}) as { v?: unknown };
  const result = v.safeParse(recordForm, fields);
  if (version === record_version && result.success) return result.output;
  throw new Error('The data folder holds a record of the Discord bridge that it cannot read.');
}
