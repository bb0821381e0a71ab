import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { decode, encode } from './codec.ts';
import type { Databases } from './databases.ts';
import type { HistoryRange } from './journal.ts';
import { publicKey, supportKey } from './keys.ts';

/**
 * Every entry is stored once: what the public audience sees under its public number, the rest under
 * its support number together with how many public entries came before it. So the public history is
 * one range that holds nothing else, and the support history merges two.
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
      const entry: SupportOnly = { publicBefore, event };
      return { key: supportKey(after.id, event.supportSeq), value: encode(entry) };
    }
    publicBefore = event.publicSeq;
    return { key: publicKey(after.id, event.publicSeq), value: encode(event) };
  });
}

/** As `Journal.history`. */
export function readHistory(
  tickets: Databases['tickets'],
  id: string,
  audience: Audience,
  { after = 0, before = Infinity, limit }: HistoryRange,
): TicketEvent[] {
  if (audience === 'public') return publicEntries(tickets, id, after, before, limit).toReversed();
  const newestFirst = mergeNewestFirst(
    publicEntries(
      tickets,
      id,
      publicCount(tickets, id, after),
      publicCount(tickets, id, before - 1) + 1,
      limit,
    ),
    supportEntries(tickets, id, after, before, limit).map(({ event }) => event),
  );
  return newestFirst.slice(0, limit).toReversed();
}

/** As `Journal.publicCount`, of entries that there are. */
export function publicCount(tickets: Databases['tickets'], id: string, supportSeq: number): number {
  const [last] = supportEntries(tickets, id, 0, supportSeq + 1, 1);
  if (last === undefined) return supportSeq;
  return last.publicBefore + supportSeq - last.event.supportSeq;
}

/** Newest first, between two public numbers, both excluded. */
function publicEntries(
  tickets: Databases['tickets'],
  id: string,
  after: number,
  before: number,
  limit: number,
): TicketEvent[] {
  const range = tickets.getRange({
    start: publicKey(id, before - 1),
    end: publicKey(id, after),
    reverse: true,
    limit,
  });
  return Array.from(range, ({ value }) => decode(value) as TicketEvent);
}

/** Newest first, between two support numbers, both excluded. */
function supportEntries(
  tickets: Databases['tickets'],
  id: string,
  after: number,
  before: number,
  limit: number,
): SupportOnly[] {
  const range = tickets.getRange({
    start: supportKey(id, before - 1),
    end: supportKey(id, after),
    reverse: true,
    limit,
  });
  return Array.from(range, ({ value }) => decode(value) as SupportOnly);
}

function mergeNewestFirst(a: readonly TicketEvent[], b: readonly TicketEvent[]): TicketEvent[] {
  return [...a, ...b].toSorted((left, right) => right.supportSeq - left.supportSeq);
}
