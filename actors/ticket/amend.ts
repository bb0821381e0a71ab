import type { Author } from '../../protocol/ticket.ts';
import { cleanText } from '../../protocol/text.ts';
import { refused } from '../../protocol/refusals.ts';
import type { CommandOf, Context, CommandOutcome } from './command.ts';

/** Discord does not tell who deletes: it may be the author, or a moderator. */
const discord: Author = { side: 'system', account: null, name: 'Discord' };

/** A message was edited in Discord, where its author alone can do that. */
export function recordEdit(
  { of, body: raw }: CommandOf<'record_edit'>,
  { settings }: Context,
): CommandOutcome {
  const body = cleanText(raw, settings.body_chars_max);
  if (typeof body !== 'string') return refused(body);
  return { ok: true, by: of.by, changes: [{ type: 'message_edited', of, body }] };
}

/** A message was deleted in Discord. */
export function recordDeletion({ of }: CommandOf<'record_deletion'>): CommandOutcome {
  return { ok: true, by: discord, changes: [{ type: 'message_deleted', of }] };
}

/** Discord did not take the words of a message that was to be mirrored there. */
export function recordRefusal({ of }: CommandOf<'record_refusal'>): CommandOutcome {
  return { ok: true, by: discord, changes: [{ type: 'mirroring_refused', of }] };
}
