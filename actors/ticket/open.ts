import { limits } from '../../protocol/limits.ts';
import { refused } from '../../protocol/refusals.ts';
import { cleanText, firstLine, ownCopy } from '../../protocol/text.ts';
import type { CommandOf, Context, CommandOutcome } from './command.ts';
import type { Change } from './event.ts';
import { textBeside, withFiles } from './files.ts';
import { findPeople } from './participants.ts';
import { mayOpen } from './policy.ts';

/**
 * A new ticket. A player's has its creator as first participant and where they stand; support's
 * has whom they name, and no sender.
 */
export function open(command: CommandOf<'open'>, context: Context): CommandOutcome {
  const permitted = mayOpen(context);
  if (!permitted.ok) return permitted;
  const { side } = permitted;
  const { person } = context.principal;
  if (side === 'player' && command.participants.length > 0) {
    return refused('right_missing', 'Only support opens a ticket for others.');
  }

  const { categories, body_chars_max, subject_chars_max } = context.settings;
  const category = findCategory(command.category, categories);
  if (category === undefined) return refused('category_unknown');

  // Only support may leave the text away: a player who rings says why.
  let body: string | undefined;
  const { files = [] } = command;
  if (command.body !== undefined || side === 'player' || files.length > 0) {
    const text = textBeside(files, command.body ?? '', body_chars_max);
    if (typeof text !== 'string') return refused(text);
    body = text;
  }
  const subject =
    command.subject === undefined
      ? firstLine(body || (files[0]?.name ?? ''), subject_chars_max)
      : cleanText(command.subject, subject_chars_max);
  if (typeof subject !== 'string') return refused({ code: subject.code, detail: 'subject' });
  if (subject === '') return refused('text_blank', 'subject');

  const named = findPeople(command.participants, context.people);
  if (!named.ok) return named;
  const participants = side === 'player' ? [person] : named.people;
  if (participants.length > limits.participants_max) return refused('participants_full');

  const { id, number, shard } = command;
  const sender = side === 'player' ? person : null;
  const location = side === 'player' ? command.location : null;
  const opened = {
    type: 'ticket_opened',
    id,
    number,
    shard,
    category,
    subject: ownCopy(subject),
  } as const;
  const changes: Change[] = [{ ...opened, participants, sender, location }];
  if (body !== undefined) {
    changes.push({ type: 'message_posted', body, opening: true, ...withFiles(files) });
  }
  return { ok: true, side, changes };
}

/** The configured name of a category that may have been written in another case. */
export function findCategory(wanted: string, categories: readonly string[]): string | undefined {
  const plain = wanted.trim().toLowerCase();
  return categories.find((category) => category.toLowerCase() === plain);
}
