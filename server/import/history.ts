import {
  isInternal,
  type ActiveStatus,
  type Change,
  type TicketEvent,
} from '../../actors/ticket/event.ts';
import { cutWithEllipsis } from '../../protocol/cut.ts';
import { limits } from '../../protocol/limits.ts';
import { firstLine, ownCopy } from '../../protocol/text.ts';
import type { Author, Person, Surface } from '../../protocol/ticket.ts';
import { isBlank } from '../../protocol/visible.ts';
import { bad, type ImportPerson, type ImportTicket, type Parsed } from './form.ts';
import { keptText, splitText } from './split-text.ts';

/** What a ticket's line does not say by itself. */
export interface Known {
  /** The ticket here. */
  readonly id: string;
  readonly number: number;
  readonly source: string;
  readonly shard: string | null;
  readonly category: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The account of a player here, with the character; null where there is none. */
  player(person: ImportPerson | undefined): Person | null;
  /** The account of somebody of support here; null where there is none. */
  staff(person: ImportPerson | undefined): Person | null;
  /** The same of who may hold tickets here. */
  holder(person: ImportPerson | undefined): Person | null;
}

interface Step {
  readonly at: number;
  readonly by: Author;
  readonly surface: Surface;
  readonly change: Change;
}

const system: Author = { side: 'system', account: null, name: 'Import' };
/** Entries of the public audience, with room for the end of the ticket; as `decide` bounds them. */
const public_entries_max = limits.entries_max - limits.notes_max - 2;

/**
 * The whole history of a ticket from elsewhere, with its own times, in order. The same line gives the
 * same history again; one that says more gives the same beginning, unless what it said before changed.
 */
export function historyOf(ticket: ImportTicket, known: Known): Parsed<readonly TicketEvent[]> {
  const blank = ticket.messages.findIndex(({ text }) => isBlank(text));
  if (blank >= 0) return bad(`messages.${blank}.text: it shows nothing`);
  const opening = openingOf(ticket, known);
  const steps = [...messagesOf(ticket, known), ...endOf(ticket, known)];
  const events = numbered(inOrder([...opening, ...steps], ticket.created), known.now);
  const notes = events.filter(({ publicSeq }) => publicSeq === null).length;
  if (notes > limits.notes_max) return bad(`it has more than ${limits.notes_max} internal notes`);
  if (events.length - notes > public_entries_max) {
    return bad(`it has more than ${public_entries_max} messages and changes`);
  }
  return { ok: true, value: events };
}

function openingOf(ticket: ImportTicket, known: Known): readonly Step[] {
  const [first] = ticket.messages;
  const { id, number, shard, category } = known;
  const sender = known.player(ticket.sender);
  const others = (ticket.participants ?? []).flatMap((one) => known.player(one) ?? []);
  const participants = new Map<string, Person>();
  if (sender !== null) participants.set(sender.account, sender);
  for (const person of others) {
    if (participants.has(person.account)) continue;
    participants.set(person.account, { ...person, character: null, character_name: '' });
  }
  const by =
    ticket.sender === undefined
      ? authorOf(first?.by ?? 'system', first?.author, known)
      : authorOf('player', ticket.sender, known);
  const change = {
    type: 'ticket_opened',
    id,
    number,
    shard,
    category,
    subject: subjectOf(ticket),
    participants: [...participants.values()],
    sender,
    location: ticket.location ?? null,
  } as const;
  return [{ at: ticket.created, by, surface: ticket.surface ?? 'server', change }];
}

/** The subject, or the first line of what was written first; cut where it is too long. */
function subjectOf({ id, subject = '', messages }: ImportTicket): string {
  const whole = isBlank(subject)
    ? firstPublic(messages)
    : keptText(subject).replaceAll(/\s+/gu, ' ');
  return whole === '' ? `Ticket ${id}` : ownCopy(cutWithEllipsis(whole, limits.subject_chars_max));
}

function firstPublic(messages: ImportTicket['messages']): string {
  const first = messages.find(({ internal, by }) => internal !== true && by !== 'system');
  return first === undefined ? '' : firstLine(keptText(first.text), limits.subject_chars_max);
}

function messagesOf(ticket: ImportTicket, known: Known): readonly Step[] {
  const steps: Step[] = [];
  let isOpening = true;
  for (const message of ticket.messages) {
    const { by: side, at } = message;
    const surface = message.surface ?? ticket.surface ?? 'server';
    const author = message.author ?? (side === 'player' ? ticket.sender : undefined);
    const by = authorOf(side, author, known);
    for (const body of splitText(keptText(message.text), limits.body_chars_max)) {
      if (message.internal === true) {
        steps.push({ at, by, surface, change: { type: 'note_posted', body } });
        continue;
      }
      const opening = isOpening && side !== 'system';
      if (opening) isOpening = false;
      steps.push({ at, by, surface, change: { type: 'message_posted', body, opening } });
    }
  }
  // Right behind what opened it.
  const first = steps.findIndex(({ change }) => change.type === 'message_posted' && change.opening);
  const isFirst = first === 0 && steps[0]!.at <= ticket.created;
  steps.splice(isFirst ? 1 : 0, 0, ...originOf(ticket, known));
  return steps;
}

/** Says where it comes from, to support alone. */
function originOf(ticket: ImportTicket, known: Known): readonly Step[] {
  const { subject = '', about = '', assignee } = ticket;
  const whole = keptText(subject);
  const lines = [`Imported from ${known.source}, where it was ticket ${ticket.id}.`];
  if (whole.length > limits.subject_chars_max) lines.push(`Its whole subject: ${whole}`);
  if (assignee !== undefined && known.holder(assignee) === null) {
    lines.push(`It was assigned to ${nameOf(assignee)}.`);
  }
  if (!isBlank(about)) lines.push(keptText(about));
  return splitText(lines.join('\n'), limits.body_chars_max).map((body) => ({
    at: ticket.created,
    by: system,
    surface: 'server',
    change: { type: 'note_posted', body },
  }));
}

/** Who has it, how urgent it is, and where in its life it is. */
function endOf(ticket: ImportTicket, known: Known): readonly Step[] {
  const { status = 'open', priority = 'normal' } = ticket;
  const surface = 'server';
  const last = ticket.messages.reduce((latest, { at }) => Math.max(latest, at), ticket.created);
  const steps: Step[] = [];
  const to = known.holder(ticket.assignee);
  if (to !== null) {
    const at = ticket.assigned ?? ticket.created;
    const by: Author = { side: 'support', account: to.account, name: to.name };
    steps.push({ at, by, surface, change: { type: 'ticket_assigned', to, from: null } });
  }
  if (priority !== 'normal') {
    const change = { type: 'priority_set', from: 'normal', to: priority } as const;
    steps.push({ at: ticket.created, by: system, surface, change });
  }
  if (status === 'open') return steps;
  const { by: side = 'system', ...closer } = ticket.closed_by ?? {};
  const by = authorOf(side, closer, known);
  if (status === 'in_progress') {
    const change = { type: 'status_set', from: 'open', to: 'in_progress' } as const;
    return [...steps, { at: last, by, surface, change }];
  }
  const closed = ticket.closed ?? last;
  steps.push({ at: closed, by, surface, change: { type: 'ticket_closed', from: 'open' } });
  if (status === 'archived') {
    const at = Math.max(closed, ticket.archived ?? closed);
    steps.push({ at, by, surface, change: { type: 'ticket_archived' } });
  }
  return steps;
}

/** By time, as they came where that is the same; nothing is before the ticket was opened. */
function inOrder([opened, ...steps]: readonly Step[], created: number): readonly Step[] {
  const later = steps.map((step) => ({ ...step, at: Math.max(step.at, created) }));
  return [opened!, ...later.toSorted((a, b) => a.at - b.at)];
}

/** With what follows by itself, as where a ticket is answered here, and with both numbers. */
function numbered(steps: readonly Step[], now: number): readonly TicketEvent[] {
  const events: TicketEvent[] = [];
  let status: ActiveStatus | 'over' = 'open';
  let publicSeq = 0;
  const add = ({ at, by, surface, change }: Step): void => {
    const supportSeq = events.length + 1;
    const seq = isInternal(change) ? null : (publicSeq += 1);
    // A clock there that is ahead must not hold up what is written here.
    events.push({ at: Math.min(at, now), by, surface, change, supportSeq, publicSeq: seq });
  };
  for (const step of steps) {
    const { change } = step;
    if (change.type === 'status_set') {
      if (status === 'open') add(step);
      status = 'in_progress';
    } else if (change.type === 'ticket_closed') {
      const from: ActiveStatus = status === 'in_progress' ? 'in_progress' : 'open';
      add({ ...step, change: { ...change, from } });
      status = 'over';
    } else {
      add(step);
      const isReply = change.type === 'message_posted' && step.by.side === 'support';
      if (isReply && status === 'open') {
        add({ ...step, change: { type: 'work_started' } });
        status = 'in_progress';
      }
    }
  }
  return events;
}

function authorOf(side: Author['side'], person: ImportPerson | undefined, known: Known): Author {
  if (side === 'system') {
    return person?.name === undefined ? system : { ...system, name: nameOf(person) };
  }
  const account = side === 'player' ? known.player(person) : known.staff(person);
  if (account === null) return { side, account: null, name: nameOf(person) };
  const { name, character_name } = account;
  const shown = side === 'player' && character_name !== '' ? character_name : name;
  return { side, account: account.account, name: shown };
}

/** As somebody is called who has no account here. */
function nameOf(person: ImportPerson | undefined): string {
  const name = person?.character_name ?? person?.name ?? person?.account ?? person?.discord;
  return name === undefined ? '?' : cutWithEllipsis(keptText(name) || '?', limits.name_chars_max);
}
