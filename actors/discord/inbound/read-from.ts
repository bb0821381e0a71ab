import type { TicketEvent } from '../../ticket/event.ts';
import { snowflakeAt, isAfter } from './snowflakes.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { InboundDeps, InboundTickets } from './parts.ts';

/**
 * The id after which a channel is read that was found by its topic, without a stored position. Its
 * ticket may have most messages. Receipts show those of the last hours; an older one can be new only if
 * it came after the last message that the ticket has from Discord.
 */
export function foundReadFrom(
  { tickets, clock }: Pick<InboundDeps, 'tickets' | 'clock'>,
  channel: string,
  ticket: string,
): string {
  const last = lastFromDiscord(tickets, ticket);
  if (last === undefined) return channel;
  const id = snowflakeAt(Math.min(last + 1, clock.now() - inboundLimits.receipts_ms));
  return isAfter(id, channel) ? id : channel;
}

/** Time of the last message from Discord, milliseconds since 1970. */
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

/** Whether it is a message that was written on Discord. */
export function isFromDiscord(
  event: TicketEvent,
): event is TicketEvent & { change: { type: 'message_posted' } } {
  return event.surface === 'discord' && event.change.type === 'message_posted';
}
