import { isMarker, type Marker } from '../../../actors/records/marker.ts';
import type { StoredReceipt } from '../../../actors/runtime/store.ts';
import type { Erasure } from '../../../actors/ticket/erase.ts';
import type { Change, TicketEvent } from '../../../actors/ticket/event.ts';
import { decode, encode } from '../packed/codec.ts';
import type { Done } from '../due.ts';
import { keyFits } from '../rows/keys.ts';
import { ticketOfSubject } from '../log.ts';
import { packEvent, unpackEvent } from '../packed/packed-event.ts';
import { isPacked, type Packed } from '../packed/packed-parts.ts';
import type { Put, Space } from '../record.ts';

/**
 * One entry of the log. The meaning of a stored entry never changes: a new meaning is a new type.
 * Stored samples of every type check this.
 */
export type Entry =
  /** One turn of a ticket. */
  | {
      readonly type: 'turn';
      readonly events: readonly TicketEvent[];
      readonly receipts: readonly StoredReceipt[];
    }
  /**
   * What a ticket brings from elsewhere. It was told there, so nobody gets a notice, nor any webhook;
   * and what is over by now is no work for Discord. `more`: the rest of this ticket follows.
   */
  | { readonly type: 'import'; readonly events: readonly TicketEvent[]; readonly more: boolean }
  /** New values of records and removals, and due work that was done with them. */
  | { readonly type: 'records'; readonly puts: readonly Put[]; readonly done?: readonly Done[] }
  /** Markers to be merged with what is stored, and removals. */
  | { readonly type: 'marks'; readonly marks: readonly MarkerPut[] }
  /** Somebody's data goes from the whole of a ticket, its history included. */
  | ({ readonly type: 'rewrite' } & Erasure)
  /** A closed ticket goes, with all that is kept of it. */
  | { readonly type: 'removal' };

/** `value: undefined` removes the key. */
export interface MarkerPut {
  readonly space: Space;
  readonly key: string;
  readonly value: Marker | undefined;
}

/**
 * Turns that were encoded here, so that they need no decoding: most are applied by the process that
 * made them.
 */
const made = new WeakMap<Uint8Array, Entry>();

/** Throws on what is not plain data or could not be applied. */
export function encodeEntry(subject: string, entry: Entry): Buffer {
  checkEntry(subject, entry);
  const bytes = bytesOf(entry);
  if (entry.type === 'turn' || entry.type === 'import') made.set(bytes, entry);
  return bytes;
}

function bytesOf(entry: Entry): Buffer {
  switch (entry.type) {
    case 'turn':
      return encode({
        type: entry.type,
        events: entry.events.map(packEvent),
        receipts: entry.receipts.map(packReceipt),
      });
    case 'import':
      return encode({ type: entry.type, events: entry.events.map(packEvent), more: entry.more });
    case 'records': {
      const puts = entry.puts.map(triple);
      if (entry.done === undefined || entry.done.length === 0) {
        return encode({ type: entry.type, puts });
      }
      const done = entry.done.map(({ work, key, upTo }) => [work, key, upTo]);
      return encode({ type: entry.type, puts, done });
    }
    case 'marks':
      return encode({ type: entry.type, marks: entry.marks.map(triple) });
    case 'rewrite':
      return encode({ type: entry.type, of: entry.of, messages: entry.messages });
    case 'removal':
      return encode({ type: entry.type });
  }
}

/** Throws for an unknown type, since no entry may be skipped. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const own = made.get(bytes);
  if (own !== undefined) return own;
  const stored = decode(bytes) as { type: string };
  switch (stored.type) {
    case 'turn': {
      const { events, receipts } = stored as unknown as {
        readonly events: ReadonlyArray<Packed<TicketEvent>>;
        readonly receipts: ReadonlyArray<Packed<StoredReceipt>>;
      };
      return {
        type: 'turn',
        events: events.map(unpackEvent),
        receipts: receipts.map(unpackReceipt),
      };
    }
    case 'import': {
      const { events, more } = stored as unknown as {
        readonly events: ReadonlyArray<Packed<TicketEvent>>;
        readonly more: boolean;
      };
      return { type: 'import', events: events.map(unpackEvent), more };
    }
    case 'records': {
      const { puts, done = [] } = stored as unknown as {
        readonly puts: ReadonlyArray<Triple<unknown>>;
        readonly done?: ReadonlyArray<[Done['work'], string, number]>;
      };
      return {
        type: 'records',
        puts: puts.map(fromTriple),
        done: done.map(([work, key, upTo]) => ({ work, key, upTo })),
      };
    }
    case 'marks': {
      const { marks } = stored as unknown as { readonly marks: ReadonlyArray<Triple<Marker>> };
      return { type: 'marks', marks: marks.map(fromTriple) };
    }
    case 'rewrite': {
      const { of, messages } = stored as unknown as Erasure;
      return { type: 'rewrite', of, messages };
    }
    case 'removal':
      return { type: 'removal' };
    default:
      throw new Error(`the entry has the unknown type ${stored.type}`);
  }
}

function packReceipt({ key, hash, answer, at }: StoredReceipt): Packed<StoredReceipt> {
  return [key, hash, answer, at];
}

/** Earlier versions stored field names. */
function unpackReceipt(packed: Packed<StoredReceipt>): StoredReceipt {
  if (!isPacked(packed)) return packed;
  const [key, hash, answer, at] = packed;
  return { key, hash, answer, at } as StoredReceipt;
}

type Triple<T> = readonly [space: Space, key: string, value?: T];

function triple<T>({ space, key, value }: { space: Space; key: string; value: T }): Triple<T> {
  return value === undefined ? [space, key] : [space, key, value];
}

function fromTriple<T>([space, key, value]: Triple<T>) {
  return { space, key, value };
}

/**
 * Checks all that can be wrong in an entry before it is in the log, so that every entry in the log
 * can be applied.
 */
function checkEntry(subject: string, entry: Entry): void {
  switch (entry.type) {
    case 'turn':
      checkKey(ticketOfSubject(subject) ?? '');
      for (const { key } of entry.receipts) checkKey(key);
      checkEvents(entry.events);
      return;
    case 'import':
      checkKey(ticketOfSubject(subject) ?? '');
      checkEvents(entry.events);
      return;
    case 'records':
      for (const { key } of [...entry.puts, ...(entry.done ?? [])]) checkKey(key);
      return;
    case 'marks':
      for (const { key, value } of entry.marks) {
        checkKey(key);
        if (value !== undefined && !isMarker(value)) throw new Error(`not a marker: ${key}`);
      }
      return;
    case 'rewrite':
    case 'removal':
      checkKey(ticketOfSubject(subject) ?? '');
      return;
  }
}

function checkEvents(events: readonly TicketEvent[]): void {
  for (const { change } of events) for (const key of keysIn(change)) checkKey(key);
}

/** The accounts and ids of a change that become part of keys. */
function keysIn(change: Change): readonly string[] {
  switch (change.type) {
    case 'ticket_opened':
      return [change.id, ...change.participants.map(({ account }) => account)];
    case 'participants_added':
      return change.people.map(({ account }) => account);
    case 'ticket_assigned':
      return [change.to.account];
    case 'message_posted':
    case 'note_posted':
      return (change.files ?? []).flatMap(({ id, sha256, picture }) =>
        picture === undefined ? [id, sha256] : [id, sha256, picture.thumb],
      );
    default:
      return [];
  }
}

function checkKey(key: string): void {
  if (!keyFits(key)) throw new Error(`cannot be part of a key: ${JSON.stringify(key)}`);
}
