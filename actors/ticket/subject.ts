import { cleanText, ownCopy } from '../../protocol/text.ts';
import { refused } from '../../protocol/refusals.ts';
import type { Context, CommandOutcome } from './command.ts';
import { may } from './policy.ts';
import type { Ticket } from './state.ts';

/** Calls the ticket something else: a player while it is active, support in any state. */
export function editSubject(ticket: Ticket, raw: string, context: Context): CommandOutcome {
  const permitted = may('edit_subject', ticket, context);
  if (!permitted.ok) return permitted;
  const { side } = permitted;
  const to = cleanText(raw, context.settings.subject_chars_max);
  if (typeof to !== 'string') return refused(to);
  const from = ticket.subject;
  if (from === to) return { ok: true, side, changes: [] };
  return { ok: true, side, changes: [{ type: 'subject_edited', from, to: ownCopy(to) }] };
}
