import type { StoredReceipt } from '../../actors/runtime/store.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { checkEntry } from './bounds.ts';
import { decode, encode } from './codec.ts';
import type { Done } from './due.ts';
import type { Put } from './record.ts';

/**
 * What one entry of the log says. The meaning of a stored entry never changes: whatever is to mean
 * something else is a new type. Kept samples of every type hold that.
 */
export type Entry =
  /** One turn of a ticket. */
  | {
      readonly type: 'turn';
      readonly events: readonly TicketEvent[];
      readonly receipts: readonly StoredReceipt[];
    }
  /** Whole new values of records, and removals; and what due work was done with that. */
  | { readonly type: 'records'; readonly puts: readonly Put[]; readonly done?: readonly Done[] };

/** Turns that were encoded here: most are applied by whoever made them, and nothing changes an event. */
const made = new WeakMap<Uint8Array, Entry>();

/** Throws on what is not plain data, and on what could not be applied. */
export function encodeEntry(subject: string, entry: Entry): Buffer {
  checkEntry(subject, entry);
  const bytes = packed(entry);
  if (entry.type === 'turn') made.set(bytes, entry);
  return bytes;
}

function packed(entry: Entry): Buffer {
  switch (entry.type) {
    case 'turn':
      return encode({ type: entry.type, events: entry.events, receipts: entry.receipts });
    case 'records': {
      const puts = entry.puts.map(({ space, key, value }) =>
        value === undefined ? [space, key] : [space, key, value],
      );
      if (entry.done === undefined || entry.done.length === 0) {
        return encode({ type: entry.type, puts });
      }
      const done = entry.done.map(({ work, key, upTo }) => [work, key, upTo]);
      return encode({ type: entry.type, puts, done });
    }
  }
}

/** Throws for a type that this version does not know: it is never skipped. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const own = made.get(bytes);
  if (own !== undefined) return own;
  const stored = decode(bytes) as { type: string };
  switch (stored.type) {
    case 'turn':
      return stored as Extract<Entry, { type: 'turn' }>;
    case 'records': {
      const { puts, done = [] } = stored as unknown as {
        readonly puts: ReadonlyArray<[Put['space'], string, unknown?]>;
        readonly done?: ReadonlyArray<[Done['work'], string, number]>;
      };
      return {
        type: 'records',
        puts: puts.map(([space, key, value]) => ({ space, key, value })),
        done: done.map(([work, key, upTo]) => ({ work, key, upTo })),
      };
    }
    default:
      throw new Error(`the entry has the unknown type ${stored.type}`);
  }
}
