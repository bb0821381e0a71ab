import type { TicketEvent } from '../../ticket/event.ts';

/** Whether it is a message that somebody wrote on Discord. */
export function isFromDiscord(
  event: TicketEvent,
): event is TicketEvent & { change: { type: 'message_posted' } } {
  return event.surface === 'discord' && event.change.type === 'message_posted';
}
