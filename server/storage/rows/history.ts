import type { Key } from 'lmdb';
import type { TicketEvent } from '../../../actors/ticket/event.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import { decode, encode } from '../packed/codec.ts';
import type { Databases } from './rows.ts';
import type { HistoryRange } from '../tables.ts';
import { part, publicKey, supportKey } from './keys.ts';
import { packEvent, unpackEvent } from '../packed/packed-event.ts';
import { isPacked, type Packed } from '../packed/packed-parts.ts';

/**
 * Every entry is stored once: public ones under their public number, the others under their support
 * number, with the count of public entries before it. So the public history is one range that holds
 * nothing else, and the support history merges two ranges.
 */
interface SupportOnly {
  readonly publicBefore: number;
  readonly event: TicketEvent;
}

/** An encoded entry and where it goes. */
export interface Entry {
  readonly key: ReturnType<typeof publicKey>;
  readonly value: Buffer;
}

export function encodeEntries(events: readonly TicketEvent[], after: Ticket): Entry[] {
  let publicBefore = after.publicSeq - events.filter((event) => event.publicSeq !== null).length;
  return events.map((event) => {
    if (event.publicSeq === null) {
      const entry = [publicBefore, packEvent(event)];
      return { key: supportKey(after.id, event.supportSeq), value: encode(entry) };
    }
    publicBefore = event.publicSeq;
    return { key: publicKey(after.id, event.publicSeq), value: encode(packEvent(event)) };
  });
}

/** Entries that are there already, encoded anew with what changed in them. */
export function encodeRewritten(
  tickets: Databases['tickets'],
  id: string,
  events: readonly TicketEvent[],
): Entry[] {
  return events.map((event) => {
    if (event.publicSeq !== null) {
      return { key: publicKey(id, event.publicSeq), value: encode(packEvent(event)) };
    }
    const key = supportKey(id, event.supportSeq);
    const { publicBefore } = supportEntryOf(tickets.get(key)!);
    return { key, value: encode([publicBefore, packEvent(event)]) };
  });
}

/** The keys of all rows of a ticket: entries and receipts. */
export function ticketKeys(tickets: Databases['tickets'], id: string): Key[] {
  return [...tickets.getKeys({ start: [id, part.public], end: [id, part.receipt + 1] })];
}

/** Decodes an entry stored under a public number. */
export function publicEntryOf(value: Uint8Array): TicketEvent {
  return unpackEvent(decode(value) as Packed<TicketEvent>);
}

/** Decodes an entry stored under a support number. Earlier versions stored field names. */
export function supportEntryOf(value: Uint8Array): SupportOnly {
  const stored = decode(value) as Packed<SupportOnly>;
  if (!isPacked(stored)) return stored;
  const [publicBefore, event] = stored as readonly [number, Packed<TicketEvent>];
  return { publicBefore, event: unpackEvent(event) };
}

/** As `Tables.history`. */
export function readHistory(
  tickets: Databases['tickets'],
  id: string,
  audience: Audience,
  { after = 0, before = Infinity, limit, bytes_max = Infinity }: HistoryRange,
): TicketEvent[] {
  const most = { limit, bytes_max };
  if (audience === 'public') {
    return publicEntries(tickets, id, after, before, most).found.toReversed();
  }
  const shown = publicEntries(
    tickets,
    id,
    publicCount(tickets, id, after),
    publicCount(tickets, id, before - 1) + 1,
    most,
  );
  const hidden = supportEntries(tickets, id, after, before, most);
  // Where one range ended early, older entries of the other would leave a gap.
  const whole = Math.max(
    shown.isCut ? shown.found.at(-1)!.supportSeq : 0,
    hidden.isCut ? hidden.found.at(-1)!.event.supportSeq : 0,
  );
  const events = [...shown.found, ...hidden.found.map(({ event }) => event)];
  return events
    .filter(({ supportSeq }) => supportSeq >= whole)
    .toSorted((a, b) => b.supportSeq - a.supportSeq)
    .slice(0, limit)
    .toReversed();
}

/** As `Tables.publicCount`, of existing entries. */
export function publicCount(tickets: Databases['tickets'], id: string, supportSeq: number): number {
  const [last] = supportEntries(tickets, id, 0, supportSeq + 1, one).found;
  if (last === undefined) return supportSeq;
  return last.publicBefore + supportSeq - last.event.supportSeq;
}

/** The bound of a read. */
type Most = Required<Pick<HistoryRange, 'limit' | 'bytes_max'>>;
const one: Most = { limit: 1, bytes_max: Infinity };

/** What was read, and whether it was cut at the bound of bytes. */
interface Read<T> {
  readonly found: T[];
  readonly isCut: boolean;
}

/** Newest first, between two public numbers, both excluded. */
function publicEntries(
  tickets: Databases['tickets'],
  id: string,
  after: number,
  before: number,
  most: Most,
): Read<TicketEvent> {
  return read(tickets, publicKey(id, before - 1), publicKey(id, after), most, publicEntryOf);
}

/** Newest first, between two support numbers, both excluded. */
function supportEntries(
  tickets: Databases['tickets'],
  id: string,
  after: number,
  before: number,
  most: Most,
): Read<SupportOnly> {
  return read(tickets, supportKey(id, before - 1), supportKey(id, after), most, supportEntryOf);
}

function read<T>(
  tickets: Databases['tickets'],
  start: Key,
  end: Key,
  { limit, bytes_max }: Most,
  entryOf: (value: Buffer) => T,
): Read<T> {
  const found: T[] = [];
  let bytes = 0;
  for (const { value } of tickets.getRange({ start, end, reverse: true, limit })) {
    bytes += value.length;
    if (bytes > bytes_max && found.length > 0) return { found, isCut: true };
    found.push(entryOf(value));
  }
  return { found, isCut: false };
}
