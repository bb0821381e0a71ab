import type { TicketCommand } from '../../actors/ticket/command.ts';
import { limits } from '../../protocol/limits.ts';

/** Overhead of an entry and a receipt, besides their texts and people. */
const letter_bytes = 400;
/** A UTF-16 unit takes at most three bytes of UTF-8. */
const char_bytes_max = 3;
/** A person with the longest names. */
const person_bytes_max = 2 * limits.name_chars_max * char_bytes_max + 100;

/** A file with the longest name and type, its id and two hashes. */
const file_bytes_max =
  char_bytes_max * (limits.file_name_chars_max + limits.file_type_chars_max) + 400;

/** An upper estimate of what a command adds to the record of its turn. */
export function commandBytesMax(command: TicketCommand): number {
  const { chars, people, files } = sizeOf(command);
  const named = person_bytes_max * people + file_bytes_max * files;
  return letter_bytes + char_bytes_max * chars + named;
}

/** Bytes of text that a player sends with it, without what is looked up. */
export function textBytes(command: TicketCommand): number {
  const texts = 'body' in command ? (command.body ?? '') : '';
  const subject = 'subject' in command ? (command.subject ?? '') : '';
  return letter_bytes + Buffer.byteLength(texts) + Buffer.byteLength(subject);
}

/** People that the entries of a command name beside those that it lists, at most. */
const named_max: Partial<Record<TicketCommand['kind'], number>> = {
  // Its sender is its first participant.
  open: 2,
  assign_to_me: 2,
  assign: 2,
  unassign: 1,
  // Who is in it is looked up when it is decided.
  add_faction: limits.participants_max,
  remove_participant: 1,
  select_participant: 1,
  record_edit: 1,
  record_deletion: 1,
  record_refusal: 1,
};

interface Sized {
  readonly kind: string;
  readonly body?: string;
  readonly subject?: string;
  readonly participants?: readonly string[];
  readonly accounts?: readonly string[];
  readonly files?: readonly unknown[];
}

/** Characters of text and number of people in its entries, at most. */
function sizeOf(command: TicketCommand): Readonly<Record<'chars' | 'people' | 'files', number>> {
  const { body = '', subject = '', participants = [], accounts = [], files = [] }: Sized = command;
  // The entry tells what it was called before, too.
  const before = command.kind === 'edit_subject' ? limits.subject_chars_max : 0;
  return {
    chars: body.length + subject.length + before,
    people: participants.length + accounts.length + (named_max[command.kind] ?? 0),
    files: files.length,
  };
}
