import type { TicketCommand } from '../../actors/ticket/command.ts';
import { limits } from '../../protocol/limits.ts';

/** Overhead of an entry and a receipt, besides their texts and people. */
const letter_bytes = 400;
/** A UTF-16 unit takes at most three bytes of UTF-8. */
const char_bytes_max = 3;
/** A person with the longest names. */
const person_bytes_max = 2 * limits.name_chars_max * char_bytes_max + 100;

/** An upper estimate of what a command adds to the record of its turn. */
export function commandBytesMax(command: TicketCommand): number {
  const { chars, people } = sizeOf(command);
  return letter_bytes + char_bytes_max * chars + person_bytes_max * people;
}

/** Bytes of text that a player sends with it, without what is looked up. */
export function textBytes(command: TicketCommand): number {
  const texts = 'body' in command ? (command.body ?? '') : '';
  const subject = 'subject' in command ? (command.subject ?? '') : '';
  return letter_bytes + Buffer.byteLength(texts) + Buffer.byteLength(subject);
}

/** Characters of text and number of people in its entries, at most. */
function sizeOf(command: TicketCommand): { readonly chars: number; readonly people: number } {
  switch (command.kind) {
    case 'open': {
      const { body = '', subject = '', participants } = command;
      return { chars: body.length + subject.length, people: participants.length };
    }
    case 'post_message':
    case 'post_note':
      return { chars: command.body.length, people: 0 };
    case 'edit_subject':
      return { chars: command.subject.length + limits.subject_chars_max, people: 0 };
    case 'assign_to_me':
    case 'assign':
      return { chars: 0, people: 2 };
    case 'unassign':
    case 'remove_participant':
    case 'select_participant':
      return { chars: 0, people: 1 };
    case 'add_participants':
      return { chars: 0, people: command.accounts.length };
    case 'add_faction':
      // Its members are looked up when the command is decided.
      return { chars: 0, people: limits.participants_max };
    case 'record_edit':
      return { chars: command.body.length, people: 1 };
    case 'record_deletion':
    case 'record_refusal':
      return { chars: 0, people: 1 };
    case 'set_status':
    case 'close':
    case 'archive':
    case 'reopen':
      return { chars: 0, people: 0 };
  }
}
