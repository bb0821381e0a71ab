import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { Entry, Head } from '../../protocol/ticket.ts';
import { besideFromState, type Beside } from './replica-beside.ts';
import type { WatchEvent, WatchState } from './watches.ts';

/** A ticket as a client holds it: its head, and its last entries without gaps. */
export interface TicketReplica {
  readonly epoch: string;
  readonly head: Head;
  /** Oldest first; the last one is number `head.seq`. */
  readonly entries: readonly Entry[];
  /** Whether the server has earlier ones. */
  readonly more: boolean;
  readonly beside: Beside;
}

/** Entries are missing between the held ones and the new ones: only a new state helps. */
export type Gap = 'gap';

type TicketEvent = Extract<WatchEvent, { on: 'ticket' }>;
type TicketState = Extract<WatchState, { on: 'ticket' }>;

/** `before`: the same ticket as held before. */
export function ticketFromState(
  state: TicketState,
  epoch: string,
  before?: TicketReplica,
): TicketReplica {
  const { head, entries, more } = state;
  const beside = besideFromState(before?.epoch === epoch ? before.beside : undefined);
  return { epoch, head, entries, more, beside };
}

export function resumeTicket(
  replica: TicketReplica,
  resumed: ServerMessageOf<'resumed'>,
): TicketReplica | Gap {
  const beside = besideFromState(replica.beside);
  return join({ ...replica, beside }, resumed.entries, resumed.head);
}

/** An event whose entries are all held changes nothing. */
export function applyTicketEvent(replica: TicketReplica, event: TicketEvent): TicketReplica | Gap {
  const last = event.entries.at(-1);
  if (last !== undefined && last.seq <= replica.head.seq) return replica;
  const seq = last?.seq ?? replica.head.seq;
  return join(replica, event.entries, { ...replica.head, seq, ...event.set });
}

/** Adds a page of history in front. A page that does not touch the held entries changes nothing. */
export function prependHistory(
  replica: TicketReplica,
  page: { readonly entries: readonly Entry[]; readonly more: boolean },
): TicketReplica {
  const first = replica.entries[0]?.seq ?? replica.head.seq + 1;
  const earlier = page.entries.filter((entry) => entry.seq < first);
  if (earlier.length === 0) return { ...replica, more: replica.more && page.more };
  if (!isRun(earlier, first)) return replica;
  return { ...replica, entries: [...earlier, ...replica.entries], more: page.more };
}

function join(replica: TicketReplica, more: readonly Entry[], head: Head): TicketReplica | Gap {
  const fresh = more.filter((entry) => entry.seq > replica.head.seq);
  const first = fresh[0]?.seq ?? replica.head.seq + 1;
  if (first !== replica.head.seq + 1 || !isRun(fresh, head.seq + 1)) return 'gap';
  if (fresh.length === 0 && head.seq !== replica.head.seq) return 'gap';
  return { ...replica, head, entries: [...replica.entries, ...fresh] };
}

/** Whether the numbers are consecutive up to the one before `next`; true for an empty list. */
function isRun(entries: readonly Entry[], next: number): boolean {
  return entries.every((entry, i) => entry.seq === next - entries.length + i);
}
