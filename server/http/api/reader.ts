import type { Ticket } from '../../../actors/ticket/state.ts';
import type { StaffName } from '../../../actors/ticket/view.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import { no_ticket } from '../../tickets/reads.ts';
import type { Tables } from '../../storage/tables.ts';
import { ticketViews, type TicketViews } from '../../export/transcript.ts';
import { toTicketJson, type TicketJson } from './ticket-json.ts';

export type ReaderTables = Pick<Tables, 'ticket' | 'history' | 'idOfNumber'>;

/** The opening message, if there is one, is among so many first public entries. */
const opening_entries_max = 2;

/** Reads tickets from disk. Access of the caller is checked elsewhere. */
export class TicketReader {
  readonly views: TicketViews;
  readonly #tables: ReaderTables;
  readonly #staffName: StaffName;

  constructor(tables: ReaderTables, staffName: StaffName) {
    this.#tables = tables;
    this.views = ticketViews(tables, staffName);
    this.#staffName = staffName;
  }

  /** Makes the same reads for a number that never existed. */
  async byNumber(number: number): Promise<Ticket | undefined> {
    return this.byId(this.#tables.idOfNumber(number) ?? no_ticket);
  }

  async byId(id: string): Promise<Ticket | undefined> {
    return this.#tables.ticket(id).state;
  }

  /** All of them at one moment; missing ones are left out. */
  async byNumbers(numbers: readonly number[]): Promise<Ticket[]> {
    const tickets = await Promise.all(numbers.map((number) => this.byNumber(number)));
    return tickets.filter((ticket) => ticket !== undefined);
  }

  json(ticket: Ticket, audience: Audience): TicketJson {
    return toTicketJson(ticket, audience, this.#staffName, this.#openingOf(ticket));
  }

  #openingOf({ id }: Ticket): string {
    const range = { before: opening_entries_max + 1, limit: opening_entries_max };
    const events = this.#tables.history(id, 'public', range);
    const opening = events.find(({ change }) => change.type === 'message_posted' && change.opening);
    return opening?.change.type === 'message_posted' ? opening.change.body : '';
  }
}
