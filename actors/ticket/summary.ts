import type { Attention, Location, Person, Status } from '../../protocol/ticket.ts';
import { attentionOf } from './attention.ts';
import { closedAt, type Ticket, type Triage } from './state.ts';

/**
 * What the lists and the tables' indexes know of a ticket: derived from its state by
 * `summarize`, never kept beside it by hand.
 */
export interface Summary {
  readonly id: string;
  readonly number: number;
  readonly shard: string | null;
  readonly category: string;
  readonly subject: string;
  readonly status: Status;
  readonly attention: Attention;
  /** Account numbers. */
  readonly participants: readonly string[];
  readonly assignee: Person | null;
  readonly triage: Triage;
  readonly sender: Person | null;
  readonly location: Location | null;
  readonly created: number;
  readonly updated: number;
  readonly publicUpdated: number;
  readonly waitingSince: number | null;
  readonly closed: number | null;
  readonly supportSeq: number;
  readonly publicSeq: number;
}

export function summarize(ticket: Ticket): Summary {
  return {
    id: ticket.id,
    number: ticket.number,
    shard: ticket.shard,
    category: ticket.category,
    subject: ticket.subject,
    status: ticket.life.status,
    attention: attentionOf(ticket),
    participants: ticket.participants.map((person) => person.account),
    assignee: ticket.assignment?.to ?? null,
    triage: ticket.triage,
    sender: ticket.sender,
    location: ticket.location,
    created: ticket.created,
    updated: ticket.updated,
    publicUpdated: ticket.publicUpdated,
    waitingSince: ticket.waitingSince,
    closed: closedAt(ticket),
    supportSeq: ticket.supportSeq,
    publicSeq: ticket.publicSeq,
  };
}
