import { isDeepStrictEqual } from 'node:util';
import { ownNames, viewEntry, viewHead } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import type { Entry, Head } from '../../protocol/ticket.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { Answered, TicketServiceModel } from './ticket-service-model.ts';
import type { TicketModel } from './ticket-model.ts';

interface Stored {
  readonly head: Head;
  readonly entries: readonly Entry[];
}

/** Whether a ticket is as it is stored, of all those that there are or that an answer names. */
export async function storedIn(
  { tables }: Pick<Storage, 'tables'>,
  { tickets }: TicketServiceModel,
  answered: readonly Answered[],
): Promise<(ticket: TicketModel) => boolean> {
  const named = answered.flatMap(({ answer }) => (answer.ok ? [answer.ticket] : []));
  const stored = new Map<string, Stored>();
  for (const id of new Set([...tickets.map((one) => one.id), ...named])) {
    const { state } = tables.ticket(id);
    if (state === undefined) continue;
    const entries = tables
      .history(id, 'support', { limit: limits.entries_max })
      .flatMap((event) => viewEntry(event, 'support', ownNames) ?? []);
    stored.set(id, { head: viewHead(state, 'support', ownNames), entries });
  }
  return (ticket) =>
    isDeepStrictEqual(stored.get(ticket.id), {
      head: ticket.head('support'),
      entries: ticket.entries('support'),
    });
}
