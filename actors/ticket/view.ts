import { same } from '../../protocol/same.ts';
import {
  unnamed_account,
  type Audience,
  type Author,
  type Entry,
  type Head,
  type Person,
  type Row,
} from '../../protocol/ticket.ts';
import { attentionOf } from './attention.ts';
import { entryBodyOf, type TicketEvent } from './event.ts';
import { closedAt, type Ticket } from './state.ts';
import type { Summary } from './summary.ts';

/**
 * What an audience may see. Every way out goes through here, so that nothing that an internal note
 * moves has another door to the public audience.
 */

/**
 * The name by which the public audience knows somebody of support, given the number of the account
 * if there is one; null where support goes by its own names.
 */
export type StaffName = (account: string | null) => string | null;

/** Support goes by its own names. */
export const ownNames: StaffName = () => null;

/** The ticket without its history. */
export function viewHead(ticket: Ticket, audience: Audience, staffName: StaffName): Head {
  const { life } = ticket;
  return {
    id: ticket.id,
    number: ticket.number,
    shard: ticket.shard,
    category: ticket.category,
    subject: ticket.subject,
    status: life.status,
    attention: attentionOf(ticket),
    participants: [...ticket.participants],
    assignee: viewStaff(ticket.assignment?.to ?? null, audience, staffName),
    sender: ticket.sender,
    location: ticket.location,
    created: ticket.created,
    updated: audience === 'public' ? ticket.publicUpdated : ticket.updated,
    assigned: ticket.assignment?.at ?? null,
    closed: closedAt(ticket),
    archived: life.status === 'archived' ? life.archived : null,
    waiting_since: ticket.waitingSince,
    seq: audience === 'public' ? ticket.publicSeq : ticket.supportSeq,
    ...(audience === 'support' && ticket.triage),
  };
}

/** One entry of the history; null where this audience sees none. */
export function viewEntry(
  event: TicketEvent,
  audience: Audience,
  staffName: StaffName,
): Entry | null {
  const seq = audience === 'public' ? event.publicSeq : event.supportSeq;
  if (seq === null) return null;
  const { at, surface } = event;
  const by = viewAuthor(event.by, audience, staffName);
  const what = entryBodyOf(event.change, {
    staff: (person) => viewStaff(person, audience, staffName),
    messageRef: (message) => ({
      seq: audience === 'public' ? message.publicSeq : message.supportSeq,
      at: message.at,
      by: viewAuthor(message.by, audience, staffName),
    }),
  });
  return { seq, at, by, surface, what };
}

/** One row of a list. */
export function viewRow(summary: Summary, audience: Audience, staffName: StaffName): Row {
  return {
    id: summary.id,
    number: summary.number,
    shard: summary.shard,
    category: summary.category,
    subject: summary.subject,
    status: summary.status,
    attention: summary.attention,
    sender: summary.sender,
    location: summary.location,
    assignee: viewStaff(summary.assignee, audience, staffName),
    created: summary.created,
    updated: audience === 'public' ? summary.publicUpdated : summary.updated,
    waiting_since: summary.waitingSince,
    closed: summary.closed,
    seq: audience === 'public' ? summary.publicSeq : summary.supportSeq,
    ...(audience === 'support' && summary.triage),
  };
}

/** The fields of the head that this audience sees changed, with their new values; often none. */
export function headChanges(
  before: Ticket,
  after: Ticket,
  audience: Audience,
  staffName: StaffName,
): Partial<Head> {
  const old: Head = viewHead(before, audience, staffName);
  const now: Head = viewHead(after, audience, staffName);
  const changed: { -readonly [Field in keyof Head]?: unknown } = {};
  for (const field in now) {
    if (field === 'participants' && before.participants === after.participants) continue;
    const known = field as keyof Head;
    if (!same(now[known], old[known])) changed[known] = now[known];
  }
  return changed as Partial<Head>;
}

function viewAuthor(by: Author, audience: Audience, staffName: StaffName): Author {
  if (audience === 'support' || by.side !== 'support') return by;
  const name = staffName(by.account);
  return name === null ? by : { side: 'support', account: unnamed_account, name };
}

/** Somebody of support. Whoever is a participant is known there by name, for they play a part in it. */
function viewStaff<P extends Person | null>(
  person: P,
  audience: Audience,
  staffName: StaffName,
): P | Person {
  if (person === null || audience === 'support') return person;
  const name = staffName(person.account);
  if (name === null) return person;
  return { account: unnamed_account, name, character: null, character_name: '' };
}
