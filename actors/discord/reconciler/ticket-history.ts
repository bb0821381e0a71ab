import type { TicketEvent } from '../../ticket/event.ts';
import type { Ticket } from '../../ticket/state.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { BridgeTickets } from '../deps.ts';

/** The next few entries of support after this number; none for -1. */
export function entriesAfter(
  tickets: BridgeTickets,
  { id, supportSeq }: Ticket,
  after: number,
): TicketEvent[] {
  if (after < 0 || after >= supportSeq) return [];
  const limit = bridgeLimits.step_entries_max;
  return tickets.history(id, 'support', { after, before: after + limit + 1, limit });
}

/** The last public messages up to this entry of support, with their edits and deletions. */
export function messagesUpTo(tickets: BridgeTickets, { id }: Ticket, to: number): TicketEvent[] {
  const messages: TicketEvent[] = [];
  let before: number | undefined;
  const limit = 100;
  let posted = 0;
  while (posted < bridgeLimits.replay_messages_max) {
    const range = before === undefined ? { limit } : { before, limit };
    const page = tickets.history(id, 'public', range);
    const wanted = page.filter(
      ({ change, supportSeq }) => messageChanges.has(change.type) && supportSeq <= to,
    );
    messages.unshift(...wanted);
    posted += wanted.filter(({ change }) => change.type === 'message_posted').length;
    const first = page[0]?.publicSeq ?? 1;
    if (first <= 1) break;
    before = first;
  }
  return messages;
}

/** Public messages, their edits and deletions. */
const messageChanges: ReadonlySet<string> = new Set([
  'message_posted',
  'message_edited',
  'message_deleted',
]);
