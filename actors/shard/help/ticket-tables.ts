import type { Entry, EntryBody, Head, Person, Row } from '../../../protocol/ticket.ts';
import { inWords } from '../../ticket/files.ts';
import type { OwnTicket } from '../port.ts';
import type { LuaInput } from '../script/lua/marshal.ts';

/**
 * Tickets as scripts get them, made of what the public audience sees. Times are milliseconds since
 * 1970.
 */

export type Table = { readonly [key: string]: LuaInput };

/** Fields that a head and a row share. */
function common(ticket: Row | Head): Table {
  const { number, category, subject, status, attention, created, updated, assignee, seq } = ticket;
  return {
    ticket_id: number,
    category,
    subject,
    status,
    attention,
    created,
    updated,
    assignee: assignee?.name ?? null,
    last_entry: seq,
  };
}

export function rowTable({ row, unread }: OwnTicket): Table {
  return { ...common(row), unread };
}

export function headTable(head: Head): Table {
  const { closed, archived, participants } = head;
  return { ...common(head), closed, archived, participants: participants.map(nameOf) };
}

/** `account` is the reader. */
export function entryTable({ seq, at, by, what }: Entry, account: string): Table {
  const own = by.account === account;
  return { entry: seq, at, side: by.side, name: by.name, own, ...entryBodyTable(what) };
}

export function entryBodyTable(what: EntryBody): Table {
  switch (what.kind) {
    case 'message':
    case 'note':
      return {
        kind: what.kind,
        message: inWords(what.body, what.files),
        files: what.files?.length ?? 0,
      };
    case 'opened':
      return { kind: what.kind };
    case 'assigned':
      return { kind: what.kind, from: what.from && nameOf(what.from), to: nameOf(what.to) };
    case 'released':
      return { kind: what.kind, from: nameOf(what.from) };
    case 'participants_added':
      return { kind: what.kind, people: what.people.map(nameOf), faction: what.faction };
    case 'participant_removed':
      return { kind: what.kind, people: [nameOf(what.person)] };
    case 'message_edited':
      return { kind: what.kind, entry_of: what.of.seq, message: what.body };
    case 'message_deleted':
    case 'not_on_discord':
      return { kind: what.kind, entry_of: what.of.seq };
    default:
      return { kind: what.kind, from: what.from, to: what.to };
  }
}

function nameOf(person: Person): string {
  return person.character_name === '' ? person.name : person.character_name;
}
