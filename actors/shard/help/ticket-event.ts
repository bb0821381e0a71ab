import { inWords, shownFiles } from '../../ticket/files.ts';
import type { CommittedTurn } from '../../ticket/service.ts';
import { isInternal, type TicketEvent } from '../../ticket/event.ts';
import type { Ticket } from '../../ticket/state.ts';
import { viewEntry, viewHead, type StaffName } from '../../ticket/view.ts';
import type { LuaInput } from '../script/lua/marshal.ts';
import { entryBodyTable, type Table } from './ticket-tables.ts';

/** An event of a ticket, for the script function `on_` + `name`. */
export interface ScriptEvent {
  readonly name: TicketEvent['change']['type'];
  readonly payload: { readonly [key: string]: LuaInput };
}

/** The events of one turn of a ticket, in order. */
export function scriptEvents(
  { after, events }: CommittedTurn,
  staffName: StaffName,
): ScriptEvent[] {
  return events.flatMap((event) => scriptEvent(after, event, events, staffName) ?? []);
}

/**
 * The event as its audience sees it, named by `audience`: public ones may be shown to participants,
 * the others only to support. Ids are numbers, as scripts know them.
 */
function scriptEvent(
  ticket: Ticket,
  event: TicketEvent,
  turn: readonly TicketEvent[],
  staffName: StaffName,
): ScriptEvent | null {
  const { change } = event;
  const audience = isInternal(change) ? 'support' : 'public';
  const entry = viewEntry(event, audience, staffName);
  if (entry === null) return null;
  const { number, category, subject, status, attention } = viewHead(ticket, audience, staffName);
  const { kind: _, ...what } = entryBodyTable(entry.what);
  const payload = {
    ticket_id: number,
    category,
    subject,
    status,
    attention,
    audience,
    entry: audience === 'public' ? entry.seq : null,
    at: entry.at,
    side: entry.by.side,
    name: entry.by.name,
    account_id: entry.by.account === null ? null : Number(entry.by.account),
    participant_account_ids: ticket.participants.map(({ account }) => Number(account)),
    ...what,
    ...(change.type === 'message_posted' && { opening: change.opening }),
    ...(change.type === 'ticket_opened' && opening(ticket, turn)),
  };
  return { name: change.type, payload };
}

/** Further fields of `on_ticket_opened`. */
function opening({ sender, location }: Ticket, turn: readonly TicketEvent[]): Table {
  const first = turn.find(({ change }) => change.type === 'message_posted' && change.opening);
  return {
    sender_character_id: characterNumber(sender?.character ?? null),
    sender_account_id: Number(sender?.account ?? 0),
    message:
      first?.change.type === 'message_posted'
        ? inWords(first.change.body, shownFiles(first.change.files).files)
        : '',
    map_id: location?.map ?? null,
    location: location && { x: location.x, y: location.y, z: location.z },
  };
}

/** A character's id as scripts know it. */
export function characterNumber(character: string | null): number | null {
  return character === null ? null : Number(character);
}
