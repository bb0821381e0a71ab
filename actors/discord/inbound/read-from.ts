import type { TicketEvent } from '../../ticket/event.ts';
import { snowflakeAt, isAfter } from './snowflakes.ts';
import { inboundLimits } from './limits.ts';
import type { InboundParts, InboundTickets } from './parts.ts';

/**
 * Behind which id a channel is read that was found again, when nothing is known of what was taken in
 * of it: its ticket may have most. What the ticket got in the last hours is known by the receipts;
 * of what is older, only what came after its last message from Discord can be new.
 */
export function foundReadFrom(
  { tickets, clock }: Pick<InboundParts, 'tickets' | 'clock'>,
  channel: string,
  ticket: string,
): string {
  const last = lastFromDiscord(tickets, ticket);
  if (last === undefined) return channel;
  const id = snowflakeAt(Math.min(last + 1, clock.now() - inboundLimits.receipts_ms));
  return isAfter(id, channel) ? id : channel;
}

/** When, milliseconds since 1970. */
function lastFromDiscord(tickets: InboundTickets, ticket: string): number | undefined {
  const limit = inboundLimits.look_entries_max;
  let entries = tickets.lastPublic(ticket, limit);
  for (;;) {
    const found = entries.findLast(isFromDiscord);
    if (found !== undefined) return found.at;
    const first = entries[0]?.publicSeq ?? 1;
    if (first <= 1) return undefined;
    const after = Math.max(0, first - 1 - limit);
    entries = tickets.publicAfter(ticket, after, first - 1 - after);
  }
}

/** Whether it is a message that somebody wrote on Discord. */
export function isFromDiscord(
  event: TicketEvent,
): event is TicketEvent & { change: { type: 'message_posted' } } {
  return event.surface === 'discord' && event.change.type === 'message_posted';
}
