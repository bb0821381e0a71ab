import { refused } from '../../protocol/refusals.ts';
import type { Context, CommandOutcome, Posted } from './command.ts';
import type { Change } from './event.ts';
import { textBeside, withFiles } from './files.ts';
import { may } from './policy.ts';
import type { Ticket } from './state.ts';

/** A public message. Support's first one to an open ticket makes it in progress; a player's does not. */
export function postMessage(
  ticket: Ticket,
  { body: raw, files }: Posted,
  context: Context,
): CommandOutcome {
  const permitted = may('post_message', ticket, context);
  if (!permitted.ok) return permitted;
  const body = textBeside(files, raw, context.settings.body_chars_max);
  if (typeof body !== 'string') return refused(body);
  const changes: Change[] = [{ type: 'message_posted', body, opening: false, ...withFiles(files) }];
  if (permitted.side === 'support' && ticket.life.status === 'open') {
    changes.push({ type: 'work_started' });
  }
  return { ok: true, side: permitted.side, changes };
}

/** An internal note, in any state. */
export function postNote(
  ticket: Ticket,
  { body: raw, files }: Posted,
  context: Context,
): CommandOutcome {
  const permitted = may('post_note', ticket, context);
  if (!permitted.ok) return permitted;
  const body = textBeside(files, raw, context.settings.body_chars_max);
  if (typeof body !== 'string') return refused(body);
  return {
    ok: true,
    side: permitted.side,
    changes: [{ type: 'note_posted', body, ...withFiles(files) }],
  };
}
