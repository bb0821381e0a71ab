import { eraseFrom, type Erasure } from '../../actors/ticket/erase.ts';
import { isActive, type Ticket } from '../../actors/ticket/state.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Storage } from '../storage/storage.ts';
import type { Tables } from '../storage/tables.ts';

/** Numbers of closed tickets that are read at once. */
const page_numbers = 256;
/** How often a ticket is read again because somebody wrote to it meanwhile. */
const tries_max = 50;

/**
 * The ids of all tickets, in steps: active ones, then closed ones. One that is opened again in
 * between may be left out.
 */
export function* allTickets(
  tables: Pick<Tables, 'active' | 'closedNumbers' | 'idOfNumber'>,
): Generator<string> {
  for (const { id } of tables.active()) yield id;
  let before = Infinity;
  for (;;) {
    const page = tables.closedNumbers({
      limit: page_numbers,
      ...(before === Infinity ? {} : { before }),
    });
    for (const number of page) {
      const id = tables.idOfNumber(number);
      if (id !== undefined) yield id;
    }
    if (page.length < page_numbers) return;
    before = page.at(-1)!;
  }
}

/** A ticket with all of its entries, oldest first. */
export function wholeTicket(
  tables: Pick<Tables, 'ticket' | 'history'>,
  id: string,
): { readonly ticket: Ticket; readonly head: number; readonly history: TicketEvent[] } | undefined {
  const { state: ticket, position: head } = tables.ticket(id);
  if (ticket === undefined) return undefined;
  const history = tables.history(id, 'support', { limit: ticket.supportSeq + 1 });
  return { ticket, head, history };
}

/** That there is something of them in a ticket, and how many of their messages and files. */
export interface Touched {
  readonly messages: number;
  readonly files: number;
}

export function touchedBy(
  tables: Pick<Tables, 'ticket' | 'history'>,
  id: string,
  erasure: Erasure,
): Touched | undefined {
  const whole = wholeTicket(tables, id);
  if (whole === undefined) return undefined;
  if (eraseFrom(whole.ticket, whole.history, erasure) === null) return undefined;
  const messages = whole.history.filter(
    ({ change, by }) =>
      change.type === 'message_posted' && by.side === 'player' && by.account === erasure.of,
  );
  const files = messages.flatMap(({ change }) => ('files' in change ? (change.files ?? []) : []));
  return { messages: messages.length, files: files.length };
}

/** What became of a ticket; `failed`: it could not be stored now. */
export type Rewriting = 'rewritten' | 'kept' | 'failed';

/** Takes somebody's data out of one ticket, if there is any. */
export async function rewrite(
  { tables, tickets, caughtUp }: Pick<Storage, 'tables' | 'tickets' | 'caughtUp'>,
  id: string,
  erasure: Erasure,
): Promise<Rewriting> {
  for (let tries = 0; tries < tries_max; tries += 1) {
    const whole = wholeTicket(tables, id);
    if (whole === undefined) return 'kept';
    if (eraseFrom(whole.ticket, whole.history, erasure) === null) return 'kept';
    const outcome = await tickets.rewrite(id, whole.head, erasure);
    if (outcome.kind === 'durable') return 'rewritten';
    if (outcome.kind === 'rejected') return 'failed';
    await caughtUp();
  }
  return 'failed';
}

/** Whether a ticket came back among the active ones with this change. */
export function isReopened(before: Ticket | null, after: Ticket): boolean {
  return before !== null && !isActive(before) && isActive(after);
}
