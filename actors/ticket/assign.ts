import { refuse, refused } from '../../protocol/refusals.ts';
import type { Person, Side } from '../../protocol/ticket.ts';
import type { CommandOf, Context, CommandOutcome } from './command.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { may } from './policy.ts';
import type { Ticket } from './state.ts';

/**
 * Takes a ticket that nobody holds. The right to assign is itself queue access, which whoever gets
 * assigned must have.
 */
export function assignToMe(ticket: Ticket, context: Context): CommandOutcome {
  const permitted = may('assign', ticket, context);
  if (!permitted.ok) return permitted;
  const { person, isGuest } = context.principal;
  if (isGuest) return refused('account_unknown', 'Only an account can hold a ticket.');
  return give(ticket, permitted.side, person, null);
}

/** Gives the ticket to an account, taking it over only from the holder that the caller expects. */
export function assign(
  ticket: Ticket,
  { to, expected = null }: CommandOf<'assign'>,
  context: Context,
): CommandOutcome {
  const permitted = may('assign', ticket, context);
  if (!permitted.ok) return permitted;
  const assignee = context.people.principal(to);
  if (assignee === undefined) return refused('account_unknown', to);
  if (!hasQueueAccess(assignee.rights)) {
    return refused('not_assignable', assignee.person.name);
  }
  return give(ticket, permitted.side, assignee.person, expected);
}

/** Leaves the ticket to nobody, in any state. */
export function unassign(ticket: Ticket, context: Context): CommandOutcome {
  const permitted = may('release', ticket, context);
  if (!permitted.ok) return permitted;
  const { side } = permitted;
  if (ticket.assignment === null) return { ok: true, side, changes: [] };
  return { ok: true, side, changes: [{ type: 'ticket_released', from: ticket.assignment.to }] };
}

function give(ticket: Ticket, side: Side, to: Person, expected: string | null): CommandOutcome {
  const holder = ticket.assignment?.to ?? null;
  // What is asked for is so already, whoever was expected.
  if (holder?.account === to.account) return { ok: true, side, changes: [] };
  if ((holder?.account ?? null) !== expected) {
    return refused(holder === null ? refuse('ticket_unheld') : refuse('ticket_held', holder.name));
  }
  return { ok: true, side, changes: [{ type: 'ticket_assigned', to, from: holder }] };
}
