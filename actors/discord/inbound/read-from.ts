import { isFromDiscord } from './from-discord.ts';
import { idAt, isAfter } from './ids.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { InboundDeps, InboundTickets } from './parts.ts';

/**
 * Behind which id a channel is read that was found again, when nothing is known of what was taken in
 * of it: its ticket may have most. What the ticket got in the last hours is known by the receipts;
 * of what is older, only what came after its last message from Discord can be new.
 */
export function foundReadFrom(
  { tickets, clock }: Pick<InboundDeps, 'tickets' | 'clock'>,
  channel: string,
  ticket: string,
): string {
  const last = lastFromDiscord(tickets, ticket);
  if (last === undefined) return channel;
  const id = idAt(Math.min(last + 1, clock.now() - inboundLimits.receipts_ms));
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
