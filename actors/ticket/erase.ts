import { erased_name, erased_text } from '../../protocol/erased.ts';
import { same } from '../../protocol/same.ts';
import type { Author, Person } from '../../protocol/ticket.ts';
import type { Change, PostedMessage, TicketEvent } from './event.ts';
import type { Ticket } from './state.ts';

type Message = Extract<Change, { type: 'message_posted' }>;

/** Whose data goes from a ticket, and what becomes of what they wrote. */
export interface Erasure {
  /** Number of an account; null: of everybody who is a player in the ticket. */
  readonly of: string | null;
  /** What players wrote is emptied, or stays without their name. What support wrote always stays. */
  readonly messages: 'emptied' | 'kept';
}

/** A ticket without somebody's data: the events that changed, and its snapshot. */
export interface Erased {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

/**
 * Takes somebody's data out of a whole history, oldest first, and out of the snapshot after it. Null
 * where there is none, so that a repetition changes nothing. Numbers, times and order stay as they
 * are, since readers hold them.
 */
export function eraseFrom(
  ticket: Ticket,
  history: readonly TicketEvent[],
  erasure: Erasure,
): Erased | null {
  let subject = ticket.subject;
  const events: TicketEvent[] = [];
  for (const event of history) {
    const change = eraseChange(event, subject, erasure);
    const by = eraseAuthor(event.by, erasure);
    if (change.type === 'ticket_opened') subject = change.subject;
    if (change.type === 'subject_edited') subject = change.to;
    if (change !== event.change || by !== event.by) events.push({ ...event, by, change });
  }
  const after = eraseSnapshot(ticket, subject, erasure);
  if (events.length === 0 && after === ticket) return null;
  return { ticket: rewritten(after, events, !same(headOf(after), headOf(ticket))), events };
}

/** How often a ticket was rewritten, and up to where; whoever read it before reads it anew. */
function rewritten(ticket: Ticket, events: readonly TicketEvent[], isHeadChanged: boolean): Ticket {
  // What only support sees must not be noticed by the public audience.
  const isPublic = isHeadChanged || events.some(({ publicSeq }) => publicSeq !== null);
  const { count = 0, publicCount = 0, publicSeq = 0 } = ticket.rewritten ?? {};
  return {
    ...ticket,
    version: ticket.version + 1,
    rewritten: {
      count: count + 1,
      publicCount: isPublic ? publicCount + 1 : publicCount,
      supportSeq: ticket.supportSeq,
      publicSeq: isPublic ? ticket.publicSeq : publicSeq,
    },
  };
}

/** A ticket as its history says, with how often that was rewritten, which no entry of it says. */
export function asRewritten(folded: Ticket, since: Ticket['rewritten']): Ticket {
  if (since === undefined) return folded;
  return { ...folded, version: folded.version + since.count, rewritten: since };
}

/** What the public audience sees of it beside its history. */
function headOf({ subject, participants, sender, location, assignment }: Ticket): unknown {
  return { subject, participants, sender, location, assignment };
}

function eraseSnapshot(ticket: Ticket, subject: string, erasure: Erasure): Ticket {
  const { participants, sender, assignment, location } = ticket;
  const cleared = {
    ...ticket,
    subject,
    participants: mapped(participants, (person) => erasePlayer(person, erasure)),
    sender: sender && erasePlayer(sender, erasure),
    // Where they stood.
    location: sender !== null && isPlayer(sender.account, erasure) ? null : location,
    assignment: assignment && eraseAssignment(assignment, erasure),
  };
  return same(headOf(cleared), headOf(ticket)) ? ticket : cleared;
}

function eraseAssignment(
  assignment: NonNullable<Ticket['assignment']>,
  erasure: Erasure,
): NonNullable<Ticket['assignment']> {
  const to = eraseStaff(assignment.to, erasure);
  return to === assignment.to ? assignment : { ...assignment, to };
}

/** The same change where nothing of it goes. `subject`: as it was before, without what went. */
function eraseChange(event: TicketEvent, subject: string, erasure: Erasure): Change {
  const { change } = event;
  const isEmptied = isWrittenBy(event.by, erasure);
  switch (change.type) {
    case 'ticket_opened': {
      const { participants, sender, location } = change;
      const cleared = {
        ...change,
        subject: isEmptied ? erased_text : change.subject,
        participants: mapped(participants, (person) => erasePlayer(person, erasure)),
        sender: sender && erasePlayer(sender, erasure),
        location: sender !== null && isPlayer(sender.account, erasure) ? null : location,
      };
      return same(cleared, change) ? change : cleared;
    }
    case 'message_posted':
      return isOfPlayer(event.by, erasure) ? eraseMessage(change, isEmptied) : change;
    case 'subject_edited': {
      const to = isEmptied ? erased_text : change.to;
      return to === change.to && subject === change.from
        ? change
        : { ...change, from: subject, to };
    }
    case 'ticket_assigned': {
      const to = eraseStaff(change.to, erasure);
      const from = change.from && eraseStaff(change.from, erasure);
      return to === change.to && from === change.from ? change : { ...change, to, from };
    }
    case 'ticket_released': {
      const from = eraseStaff(change.from, erasure);
      return from === change.from ? change : { ...change, from };
    }
    case 'participants_added': {
      const people = mapped(change.people, (person) => erasePlayer(person, erasure));
      return people === change.people ? change : { ...change, people };
    }
    case 'participant_removed': {
      const person = erasePlayer(change.person, erasure);
      return person === change.person ? change : { ...change, person };
    }
    case 'message_edited': {
      const of = eraseRef(change.of, erasure);
      const body = isWrittenBy(change.of.by, erasure) ? erased_text : change.body;
      return of === change.of && body === change.body ? change : { ...change, of, body };
    }
    case 'message_deleted':
    case 'mirroring_refused': {
      const of = eraseRef(change.of, erasure);
      return of === change.of ? change : { ...change, of };
    }
    case 'note_posted':
    case 'work_started':
    case 'status_set':
    case 'priority_set':
    case 'ticket_closed':
    case 'ticket_archived':
    case 'ticket_reopened':
      return change;
  }
}

/** Files go in any case: they may show whose they were. */
function eraseMessage(message: Message, isEmptied: boolean): Message {
  const { files: _, ...text } = message;
  const body = isEmptied || text.body === '' ? erased_text : text.body;
  return body === message.body && message.files === undefined ? message : { ...text, body };
}

/** Whether a text goes. What somebody wrote for support is support's. */
function isWrittenBy(by: Author, erasure: Erasure): boolean {
  return erasure.messages === 'emptied' && isOfPlayer(by, erasure);
}

function isOfPlayer({ side, account }: Author, { of }: Erasure): boolean {
  return side === 'player' && (of === null || account === of);
}

function isPlayer(account: string, { of }: Erasure): boolean {
  return of === null || account === of;
}

function eraseRef(message: PostedMessage, erasure: Erasure): PostedMessage {
  const by = eraseAuthor(message.by, erasure);
  return by === message.by ? message : { ...message, by };
}

function eraseAuthor(by: Author, { of }: Erasure): Author {
  const isMeant = of === null ? by.side === 'player' : by.account === of;
  return isMeant && by.name !== erased_name ? { ...by, name: erased_name } : by;
}

function erasePlayer(person: Person, erasure: Erasure): Person {
  return isPlayer(person.account, erasure) ? nameless(person) : person;
}

/** Of support, who stays where all players go. */
function eraseStaff(person: Person, { of }: Erasure): Person {
  return person.account === of ? nameless(person) : person;
}

function nameless(person: Person): Person {
  const cleared = { ...person, name: erased_name, character: null, character_name: '' };
  return same(cleared, person) ? person : cleared;
}

/** The same list where nothing in it changed. */
function mapped<T>(list: readonly T[], map: (one: T) => T): readonly T[] {
  const after = list.map(map);
  return after.some((one, i) => one !== list[i]) ? after : list;
}
