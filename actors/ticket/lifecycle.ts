import type { Context, Outcome } from './command.ts';
import type { ActiveStatus, Change } from './event.ts';
import { may } from './policy.ts';
import type { Ticket } from './state.ts';

/** Ends an active ticket; with Auto Archive on it is archived at once, by the right to close alone. */
export function close(ticket: Ticket, context: Context): Outcome {
  const verdict = may('close', ticket, context);
  if (!verdict.ok) return verdict;
  const { side } = verdict;
  const from = ticket.life.status;
  // Here only as a repetition, or `may` would have refused.
  if (from === 'closed' || from === 'archived') return { ok: true, side, changes: [] };
  const changes: Change[] = [{ type: 'ticket_closed', from }];
  if (context.settings.autoArchive) changes.push({ type: 'ticket_archived' });
  return { ok: true, side, changes };
}

/** Puts a closed ticket away. */
export function archive(ticket: Ticket, context: Context): Outcome {
  const verdict = may('archive', ticket, context);
  if (!verdict.ok) return verdict;
  const { side } = verdict;
  // Here only as a repetition, or `may` would have refused.
  if (ticket.life.status === 'archived') return { ok: true, side, changes: [] };
  return { ok: true, side, changes: [{ type: 'ticket_archived' }] };
}

/** Says by hand whether somebody is at work on an active ticket. */
export function setStatus(ticket: Ticket, to: ActiveStatus, context: Context): Outcome {
  const verdict = may('set_progress', ticket, context);
  if (!verdict.ok) return verdict;
  const { side } = verdict;
  const from = ticket.life.status;
  // Neither of the last two comes here, or `may` would have refused.
  if (from === to || from === 'closed' || from === 'archived') {
    return { ok: true, side, changes: [] };
  }
  return { ok: true, side, changes: [{ type: 'status_set', from, to }] };
}

/** Makes a closed or archived ticket open again. */
export function reopen(ticket: Ticket, context: Context): Outcome {
  const verdict = may('reopen', ticket, context);
  if (!verdict.ok) return verdict;
  const { side } = verdict;
  const from = ticket.life.status;
  // Here only as a repetition, or `may` would have refused.
  if (from === 'open' || from === 'in_progress') return { ok: true, side, changes: [] };
  return { ok: true, side, changes: [{ type: 'ticket_reopened', from }] };
}
