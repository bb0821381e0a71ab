import { limits } from '../../protocol/limits.ts';
import type { Author } from '../../protocol/ticket.ts';
import { numbered } from './decide.ts';
import type { Change, TicketEvent } from './event.ts';
import type { Ticket } from './state.ts';

const server: Author = { side: 'system', account: null, name: '' };

/** Closes an active ticket whose players are gone with their world; a note says why. */
export function endOfWorld(
  ticket: Ticket,
  shard: string,
  at: number,
  { autoArchive }: { readonly autoArchive: boolean },
): TicketEvent[] {
  const { status } = ticket.life;
  if (status !== 'open' && status !== 'in_progress') return [];
  const body = `The world of shard ${shard} was wiped, and its accounts have ended.`;
  const hasRoom = ticket.supportSeq - ticket.publicSeq < limits.notes_max;
  const changes: Change[] = hasRoom ? [{ type: 'note_posted', body }] : [];
  changes.push({ type: 'ticket_closed', from: status });
  if (autoArchive) changes.push({ type: 'ticket_archived' });
  return numbered(ticket, changes, server, { surface: 'server', at });
}
