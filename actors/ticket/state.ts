import type { Location, Person, Priority, Side } from '../../protocol/ticket.ts';

/**
 * Where in its life a ticket is. Each member carries only its own times, so a reopened ticket
 * cannot keep a closing time.
 */
export type Life =
  | { readonly status: 'open' }
  | { readonly status: 'in_progress' }
  | { readonly status: 'closed'; readonly closed: number }
  | { readonly status: 'archived'; readonly closed: number; readonly archived: number };

/** Of an open ticket; shared by all that are. */
export const openLife: Life = { status: 'open' };

export interface Assignment {
  readonly to: Person;
  readonly at: number;
}

/** What support sets for itself, which never leaves to the public audience. */
export interface Triage {
  readonly priority: Priority;
}

/** Of a ticket that nobody has sorted yet; shared by all of them. */
export const untouched: Triage = { priority: 'normal' };

/** A ticket in memory: the fold of its events. Times are milliseconds since 1970. */
export interface Ticket {
  readonly id: string;
  readonly number: number;
  readonly shard: string | null;
  readonly category: string;
  readonly subject: string;
  readonly life: Life;
  readonly participants: readonly Person[];
  readonly assignment: Assignment | null;
  /** Who rang and where, frozen at submission. */
  readonly sender: Person | null;
  readonly location: Location | null;
  readonly triage: Triage;
  /** The side of the last public message; attention is derived from it. */
  readonly lastPublicBy: Side | null;
  /** The first player message after the last one of support. */
  readonly waitingSince: number | null;
  readonly created: number;
  /** Last change of any kind; never leaves to the public audience. */
  readonly updated: number;
  /** Last change that the public audience can see. */
  readonly publicUpdated: number;
  /** Entries of the whole history, and of the part that the public audience sees. */
  readonly supportSeq: number;
  readonly publicSeq: number;
  /** Counts every stored change; never leaves to the public audience. */
  readonly version: number;
  /** Only where somebody's data was taken out of it. */
  readonly rewritten?: Rewritten;
}

/** How often a ticket was rewritten, and how often so that the public audience sees it. */
export interface Rewritten {
  readonly count: number;
  readonly publicCount: number;
  /** Whoever holds no entry after these, by each audience's own count, holds some as they were. */
  readonly supportSeq: number;
  readonly publicSeq: number;
}

/** What an actor holds: nothing was opened under this id yet, or a ticket. */
export type TicketState = Ticket | null;

export function isActive(ticket: Ticket): boolean {
  return ticket.life.status === 'open' || ticket.life.status === 'in_progress';
}

export function isParticipant(ticket: Ticket, account: string): boolean {
  return ticket.participants.some((person) => person.account === account);
}

/** When it was closed, also of an archived one; null while it is active. */
export function closedAt({ life }: Ticket): number | null {
  return life.status === 'closed' || life.status === 'archived' ? life.closed : null;
}
