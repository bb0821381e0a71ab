import * as v from 'valibot';
import { id, kind, listOf, maybe, oneOf, optionalText, orNull, text } from './field.ts';
import { limits } from './limits.ts';
import { priorities } from './ticket.ts';

const files = maybe(
  listOf(
    id('An upload of this account for this ticket, or for a new one.'),
    limits.files_per_message_max,
    'Files that go with it; with them the text may be blank.',
  ),
);

/** What is asked of a ticket. `as` stands beside it in the command message. */
export const commandBody = v.variant('kind', [
  v.strictObject({
    kind: kind('open'),
    category: text(limits.category_chars_max, 'A configured category, in any case.'),
    subject: maybe(optionalText(limits.raw_text_chars_max, 'Absent: the first line of the text.')),
    body: maybe(
      optionalText(
        limits.raw_text_chars_max,
        'The opening message; a ticket by staff may have none.',
      ),
    ),
    files,
    participants: maybe(
      listOf(
        id('An account.'),
        limits.participants_max,
        'Players who are to see a ticket opened by staff.',
      ),
    ),
  }),
  v.strictObject({
    kind: kind('post_message'),
    body: optionalText(limits.raw_text_chars_max, 'A public message.'),
    files,
  }),
  v.strictObject({
    kind: kind('post_note'),
    body: optionalText(limits.raw_text_chars_max, 'An internal note, never shown to players.'),
    files,
  }),
  v.strictObject({
    kind: kind('edit_subject'),
    subject: optionalText(limits.raw_text_chars_max, 'What to call it from now on.'),
  }),
  v.strictObject({ kind: kind('assign_to_me') }),
  v.strictObject({
    kind: kind('assign'),
    to: id('The account that is to work on it; it needs access to the queue.'),
    expected: maybe(
      orNull(
        id('Who holds it as far as the caller knows: taken over from them, and from nobody else.'),
      ),
    ),
  }),
  v.strictObject({ kind: kind('unassign') }),
  v.strictObject({
    kind: kind('set_status'),
    to: oneOf(['open', 'in_progress'], 'Which of the two an active ticket is to be.'),
  }),
  v.strictObject({
    kind: kind('set_priority'),
    to: oneOf(priorities, 'How urgent an active ticket is to be.'),
  }),
  v.strictObject({ kind: kind('close') }),
  v.strictObject({ kind: kind('archive') }),
  v.strictObject({ kind: kind('reopen') }),
  v.strictObject({
    kind: kind('add_participants'),
    accounts: listOf(
      id('An account.'),
      limits.participants_max,
      'Players who are to see it; those who do already are skipped.',
    ),
  }),
  v.strictObject({
    kind: kind('add_faction'),
    faction: id('A faction; its members as of now are added.'),
  }),
  v.strictObject({
    kind: kind('remove_participant'),
    account: id('Who is to see it no longer.'),
  }),
]);
export type CommandBody = v.InferOutput<typeof commandBody>;
