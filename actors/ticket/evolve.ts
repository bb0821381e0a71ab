import { fieldsSet, type TicketEvent } from './event.ts';
import { openLife, untouched, type Ticket, type TicketState } from './state.ts';

/** The ticket after one more event. Never refuses: what is in the history has happened. */
export function evolve(state: TicketState, event: TicketEvent): Ticket {
  const { change } = event;
  if (change.type === 'ticket_opened') {
    const fresh: Ticket = {
      // Each by its name: an object that was begun by a spread takes more memory ever after.
      id: change.id,
      number: change.number,
      shard: change.shard,
      category: change.category,
      subject: change.subject,
      participants: change.participants,
      sender: change.sender,
      location: change.location,
      life: openLife,
      assignment: null,
      triage: untouched,
      lastPublicBy: null,
      waitingSince: null,
      created: event.at,
      updated: event.at,
      publicUpdated: event.at,
      supportSeq: 0,
      publicSeq: 0,
      version: 0,
    };
    return counted(fresh, event);
  }
  if (state === null) throw new Error(`a history cannot begin with ${change.type}`);
  // The copy is nobody else's yet.
  return Object.assign(counted(state, event), fieldsSet(state, event));
}

/** The fold of a whole history. */
export function evolveAll<S extends TicketState>(
  state: S,
  events: readonly TicketEvent[],
): S | Ticket {
  return events.reduce<S | Ticket>(evolve, state);
}

/** What the public audience does not see moves no number and no time of theirs. */
function counted(ticket: Ticket, event: TicketEvent): Ticket {
  return {
    ...ticket,
    updated: Math.max(ticket.updated, event.at),
    publicUpdated: event.publicSeq === null ? ticket.publicUpdated : event.at,
    supportSeq: event.supportSeq,
    publicSeq: event.publicSeq ?? ticket.publicSeq,
    version: ticket.version + 1,
  };
}
