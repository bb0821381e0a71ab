import type { TicketEvent } from '../ticket/event.ts';
import type { Ticket } from '../ticket/state.ts';
import type { LuaInput } from './script/marshal.ts';

/** What `on_ticket_opened` gets; ids are numbers, as scripts know them. */
export function ticketOpened(
  ticket: Ticket,
  events: readonly TicketEvent[],
): { [key: string]: LuaInput } {
  const opening = events.find(({ change }) => change.type === 'message_posted' && change.opening);
  const { number, sender, category, location } = ticket;
  return {
    ticket_id: number,
    sender_character_id: characterNumber(sender?.character ?? null),
    sender_account_id: Number(sender?.account ?? 0),
    category,
    message: opening?.change.type === 'message_posted' ? opening.change.body : '',
    map_id: location?.map ?? null,
    location: location && { x: location.x, y: location.y, z: location.z },
  };
}

/** A character's id as scripts know it. */
export function characterNumber(character: string | null): number | null {
  return character === null ? null : Number(character);
}
