import type { TicketEvent } from '../../../actors/ticket/event.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Batch } from './batch.ts';
import { decode, encode } from '../packed/codec.ts';
import type { View } from './view.ts';

/**
 * Stored notices of one account; above that the oldest are dropped. Their text stays in the ticket.
 */
export const notices_per_account_max = 100;

/**
 * A notice as it is stored. It points at the entry; the text is stored once, in the history of the
 * ticket.
 */
export interface StoredNotice {
  readonly ticket: string;
  readonly number: number;
  readonly publicSeq: number;
}

/** A notice to be stored, and the keys of all notices of its account. */
export interface NewNotice {
  readonly account: string;
  readonly key: string;
  readonly value: Buffer;
  readonly kept: string[];
}

/** The prefix of the keys of all notices of an account. */
export const noticePrefix = (account: string): string => `${account}/`;

export function accountOfNotice(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** One for each public reply of support and each participant of a shard, except its author. */
export function noticesOf(
  view: View,
  batch: Batch,
  events: readonly TicketEvent[],
  after: Ticket,
): readonly NewNotice[] {
  if (!events.some(isReply)) return [];
  const { id: ticket, number } = after;
  const players = after.participants.filter(({ account }) => isOfShard(view, batch, account));
  if (players.length === 0) return [];
  return events.filter(isReply).flatMap(({ at, by, publicSeq }) => {
    const stored: StoredNotice = { ticket, number, publicSeq: publicSeq! };
    const value = encode(stored);
    // Sorts by time and then by number, and holds nothing that the public audience does not see.
    const name = `${String(at).padStart(15, '0')}.${ticket}.${String(publicSeq).padStart(7, '0')}`;
    return players.flatMap(({ account }) => {
      if (account === by.account) return [];
      const key = noticePrefix(account) + name;
      return { account, key, value, kept: view.notices(batch, account) };
    });
  });
}

/** Drops the oldest where there are too many. */
export function putNotices(view: View, batch: Batch, notices: readonly NewNotice[]): void {
  for (const { key, value, kept } of notices) {
    view.putRecord(batch, 'notice', key, value);
    changeKept(kept, key, true);
    const dropped = kept.splice(0, Math.max(0, kept.length - notices_per_account_max));
    for (const old of dropped) view.putRecord(batch, 'notice', old, undefined);
  }
}

function isReply({ change, by, publicSeq }: TicketEvent): boolean {
  return change.type === 'message_posted' && by.side === 'support' && publicSeq !== null;
}

/**
 * Whether an account belongs to a shard, by its stored record. Nobody could show a notice to any
 * other account, and it would only fill the folder.
 */
function isOfShard(view: View, batch: Batch, account: string): boolean {
  const bytes = view.record(batch, 'roster', `account/${account}`);
  if (bytes === undefined) return false;
  return typeof (decode(bytes) as { readonly shard?: unknown }).shard === 'string';
}

/** Inserts a key in order, or removes it. */
export function changeKept(kept: string[], key: string, isThere: boolean): void {
  let at = kept.length;
  // From the end, since most are the newest; but the clock may have been set back.
  while (at > 0 && kept[at - 1]! > key) at -= 1;
  const wasThere = at > 0 && kept[at - 1] === key;
  if (isThere && !wasThere) kept.splice(at, 0, key);
  if (!isThere && wasThere) kept.splice(at - 1, 1);
}
