import type { TicketEvent } from './event.ts';
import type { Ticket, TicketState } from './state.ts';

/** Shared by all that are in it. */
const opened: Ticket['life'] = { status: 'open' };

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
      life: opened,
      assignment: null,
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
  return Object.assign(counted(state, event), changed(state, event));
}

/** The fold of a whole history. */
export function evolveAll<S extends TicketState>(
  state: S,
  events: readonly TicketEvent[],
): S | Ticket {
  return events.reduce<S | Ticket>(evolve, state);
}

function changed(ticket: Ticket, { change, by, at }: TicketEvent): Partial<Ticket> {
  switch (change.type) {
    case 'ticket_opened':
    case 'note_posted':
    // Neither makes it anybody's turn: the message was there before.
    case 'message_edited':
    case 'message_deleted':
    case 'mirroring_refused':
      return {};
    case 'message_posted':
      if (by.side === 'system') return {};
      return {
        // Not the text that came with the command, which would be one more for each ticket.
        lastPublicBy: by.side === 'player' ? 'player' : 'support',
        waitingSince: by.side === 'player' ? (ticket.waitingSince ?? at) : null,
      };
    case 'subject_edited':
      return { subject: change.to };
    case 'work_started':
      return { life: { status: 'in_progress' } };
    case 'status_set':
      return { life: { status: change.to } };
    case 'ticket_assigned':
      return { assignment: { to: change.to, at } };
    case 'ticket_released':
      return { assignment: null };
    case 'ticket_closed':
      return { life: { status: 'closed', closed: at } };
    case 'ticket_archived': {
      const closed = ticket.life.status === 'closed' ? ticket.life.closed : at;
      return { life: { status: 'archived', closed, archived: at } };
    }
    case 'ticket_reopened':
      return { life: opened };
    case 'participants_added':
      return { participants: [...ticket.participants, ...change.people] };
    case 'participant_removed': {
      const { account } = change.person;
      return { participants: ticket.participants.filter((one) => one.account !== account) };
    }
  }
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
