import * as v from 'valibot';
import type { Overwrite } from '../port/shapes.ts';

/** What the bridge knows of one ticket on Discord, as it is kept. Kept under `ticket/ID`. */

const overwriteForm = v.object({
  target: v.string(),
  of: v.picklist(['role', 'member']),
  /** `other`: what somebody else made of it, which is to be put right or to go. */
  level: v.picklist(['hidden', 'read', 'write', 'manage', 'other']),
});

const channelForm = v.object({
  id: v.string(),
  guild: v.string(),
  /** As it was last asked for. */
  name: v.string(),
  category: v.nullable(v.string()),
  overwrites: v.array(overwriteForm),
  /** When renames were asked for that still count, milliseconds since 1970. */
  renames: v.array(v.number()),
  /** Discord said that no rename is taken before. */
  noRenameBefore: v.number(),
  header: v.nullable(
    v.object({
      message: v.string(),
      /** Tells whether it still says what it is to say. */
      hash: v.string(),
      pinned: v.boolean(),
    }),
  ),
  /** Headers of former bots, which are still pinned. */
  formerHeaders: v.optional(v.array(v.string()), []),
  /** Headers that were made in this channel so far. */
  headers: v.number(),
  /** The last post of the bridge; whatever it looks for stands behind it. */
  lastPost: v.nullable(v.string()),
  /** Set while what came before the channel is told again: entries up to this number of support. */
  replay: v.nullable(v.object({ to: v.number(), posted: v.number() })),
  /** Entries up to this number of support are mirrored, or are not to be. */
  seq: v.number(),
  /** Of the entry after it, so many parts are. */
  parts: v.number(),
  /** It was said in it that nothing is passed on any more. */
  saidLeft: v.optional(v.boolean(), false),
  /** It was found by its topic: what was taken in of it may not be known any more. */
  isAdopted: v.optional(v.boolean(), false),
});

const recordForm = v.object({
  ticket: v.string(),
  number: v.number(),
  channel: v.nullable(channelForm),
  /** Those in servers that were set before; set again, they go on. */
  left: v.optional(v.array(channelForm), []),
  /** Whether it ever had a channel; a later one tells again what was said before. */
  hadChannel: v.boolean(),
  refusedNames: v.array(v.string()),
  /** When it was archived, once the archive messages about that are noted down: a stored name. */
  farewell: v.nullable(v.number()),
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

/** A channel that was just made. */
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
