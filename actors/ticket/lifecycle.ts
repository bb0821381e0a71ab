import type { Context, CommandOutcome } from './command.ts';
import type { ActiveStatus, Change } from './event.ts';
import { whenAllowed } from './policy.ts';
import type { Ticket } from './state.ts';

/** Ends an active ticket; with Auto Archive on it is archived at once, by the right to close alone. */
export function close(ticket: Ticket, context: Context): CommandOutcome {
  return whenAllowed('close', ticket, context, () => {
    const from = activeStatus(ticket);
    // Allowed although it is closed, for a repetition.
    if (from === undefined) return [];
    const changes: Change[] = [{ type: 'ticket_closed', from }];
    if (context.settings.autoArchive) changes.push({ type: 'ticket_archived' });
    return changes;
  });
}

/** Puts a closed ticket away. */
export function archive(ticket: Ticket, context: Context): CommandOutcome {
  return whenAllowed('archive', ticket, context, () =>
    // Allowed although it is archived, for a repetition.
    ticket.life.status === 'archived' ? [] : [{ type: 'ticket_archived' }],
  );
}

/** Says by hand whether somebody is at work on an active ticket. */
export function setStatus(ticket: Ticket, to: ActiveStatus, context: Context): CommandOutcome {
  return whenAllowed('set_progress', ticket, context, () => {
    const from = activeStatus(ticket);
    return from === undefined || from === to ? [] : [{ type: 'status_set', from, to }];
  });
}

/** Makes a closed or archived ticket open again. */
export function reopen(ticket: Ticket, context: Context): CommandOutcome {
  return whenAllowed('reopen', ticket, context, () => {
    const from = ticket.life.status;
    // Allowed although it is open, for a repetition.
    return from === 'open' || from === 'in_progress' ? [] : [{ type: 'ticket_reopened', from }];
  });
}

/** Undefined where it is closed or archived. */
function activeStatus({ life: { status } }: Ticket): ActiveStatus | undefined {
  return status === 'open' || status === 'in_progress' ? status : undefined;
}
