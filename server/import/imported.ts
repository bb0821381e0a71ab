import { hash } from 'node:crypto';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Tables } from '../storage/tables.ts';

/**
 * The id of the ticket that a line makes. It is made of where the ticket comes from and what it is
 * known by there, so that the same ticket is never made twice, not even by two imports at once.
 */
export function importedId(source: string, id: string): string {
  return hash('sha256', `import\0${source}\0${id}`, 'buffer').subarray(0, 16).toString('base64url');
}

/** What a ticket that is here already holds of a history. */
export type Held =
  | { readonly kind: 'all' }
  /** Its first events and nothing else, as after a server that was killed, or of an earlier export. */
  | { readonly kind: 'beginning' }
  | { readonly kind: 'other' };

/** Events read at once. */
const page_events = 200;

export function heldOf(
  tables: Pick<Tables, 'history'>,
  { id, supportSeq }: Ticket,
  events: readonly TicketEvent[],
): Held {
  if (supportSeq >= events.length) {
    // What was written here since comes behind it.
    const [last] = read(tables, id, events.length - 1, events.length + 1);
    return last !== undefined && isSame(last, events.at(-1)!) ? { kind: 'all' } : { kind: 'other' };
  }
  for (let after = 0; after < supportSeq; after += page_events) {
    const stored = read(tables, id, after, Math.min(supportSeq, after + page_events) + 1);
    const isBeginning = stored.every((one) => isSame(one, events[one.supportSeq - 1]!));
    if (!isBeginning || stored.length === 0) return { kind: 'other' };
  }
  return { kind: 'beginning' };
}

function read(
  tables: Pick<Tables, 'history'>,
  id: string,
  after: number,
  before: number,
): readonly TicketEvent[] {
  return tables.history(id, 'support', { after, before, limit: page_events });
}

/** Names may have changed here since, and who has an account. */
function isSame(one: TicketEvent, other: TicketEvent): boolean {
  if (one.at !== other.at || one.surface !== other.surface) return false;
  if (one.change.type !== other.change.type) return false;
  if (one.change.type !== 'message_posted' || other.change.type !== 'message_posted') return true;
  return one.change.body === other.change.body;
}

/** The events in parts that fit an entry of the log each. */
export function* partsOf(
  events: readonly TicketEvent[],
  text_bytes_max: number,
): Generator<readonly TicketEvent[]> {
  let part: TicketEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const own = bytesOf(event);
    if (part.length > 0 && bytes + own > text_bytes_max) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += own;
  }
  if (part.length > 0) yield part;
}

/** Names, times and numbers of an event. */
const frame_bytes = 300;

function bytesOf({ change }: TicketEvent): number {
  const body = 'body' in change ? Buffer.byteLength(change.body) : 0;
  return frame_bytes + body;
}
