import { refuse } from '../../protocol/refusals.ts';
import type { Context, Outcome } from './command.ts';
import { may } from './policy.ts';
import type { Ticket } from './state.ts';

/**
 * Takes a ticket that nobody holds. The right to assign is itself queue access, which whoever gets
 * assigned must have.
 */
export function assignToMe(ticket: Ticket, context: Context): Outcome {
  const verdict = may('assign', ticket, context);
  if (!verdict.ok) return verdict;
  const { side } = verdict;
  const { person } = context.principal;
  const holder = ticket.assignment?.to;
  if (holder?.account === person.account) return { ok: true, side, changes: [] };
  if (holder !== undefined) return { ok: false, refusal: refuse('ticket_held', holder.name) };
  return { ok: true, side, changes: [{ type: 'ticket_assigned', to: person, from: null }] };
}

/** Leaves the ticket to nobody, in any state. */
export function unassign(ticket: Ticket, context: Context): Outcome {
  const verdict = may('release', ticket, context);
  if (!verdict.ok) return verdict;
  const { side } = verdict;
  if (ticket.assignment === null) return { ok: true, side, changes: [] };
  return { ok: true, side, changes: [{ type: 'ticket_released', from: ticket.assignment.to }] };
}
