import { isParticipant, type Ticket } from '../../actors/ticket/state.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Audience } from '../../protocol/ticket.ts';
import type { Tables } from '../storage/tables.ts';
import { NoLonger, type InTurn } from './transcript.ts';

export interface TicketSource {
  readonly tables: Pick<
    Tables,
    'ticket' | 'history' | 'idOfNumber' | 'closedNumbers' | 'closedCount'
  >;
  /** Numbers of all active tickets at this moment. */
  activeNumbers(): Iterable<number>;
}

/** A ticket that is theirs, or one of others in which they wrote. */
export interface PersonTicket {
  readonly ticket: Ticket;
  readonly part: 'whole' | 'own_entries';
}

export interface TicketWalk {
  readonly account: string;
  /** Whose entries count outside of their own tickets. */
  readonly audience: Audience;
  readonly inTurn: InTurn;
  stillMay(): boolean;
  /** How many of how many tickets have been looked at. */
  tell(done: number, of: number): void;
}

/** Closed tickets whose numbers one step reads. */
const page_numbers = 200;
const step_entries = 50;

/**
 * Every ticket that has something of an account, also one that they no longer take part in. No list
 * leads to those, so all tickets are looked at, one in a step, which takes as long as there are
 * tickets but no memory.
 */
export async function* ticketsOf(
  source: TicketSource,
  walk: TicketWalk,
): AsyncGenerator<PersonTicket> {
  const { tables } = source;
  const active = new Set(source.activeNumbers());
  const of = active.size + tables.closedCount();
  /** Only their own, so that one that is reopened meanwhile does not come twice. */
  const given = new Set<number>();
  let done = 0;
  async function* look(number: number): AsyncGenerator<PersonTicket> {
    const found = given.has(number) ? undefined : await lookAt(tables, number, walk);
    done += 1;
    walk.tell(Math.min(done, of), of);
    if (found === undefined) return;
    given.add(number);
    yield found;
  }
  for (const number of active) yield* look(number);
  for (let before: number | undefined; ;) {
    const query = { limit: page_numbers, ...(before !== undefined && { before }) };
    const page = await walk.inTurn(() => tables.closedNumbers(query));
    for (const number of page) if (!active.has(number)) yield* look(number);
    if (page.length < page_numbers) break;
    before = page.at(-1)!;
  }
  // Whatever was reopened meanwhile may have left the closed ones before it was reached there.
  for (const number of [...source.activeNumbers()]) if (!active.has(number)) yield* look(number);
}

async function lookAt(
  tables: TicketSource['tables'],
  number: number,
  { account, audience, inTurn, stillMay }: TicketWalk,
): Promise<PersonTicket | undefined> {
  const ticket = await inTurn(() => {
    const id = tables.idOfNumber(number);
    return id === undefined ? undefined : tables.ticket(id).state;
  });
  if (!stillMay()) throw new NoLonger();
  if (ticket === undefined) return undefined;
  if (isParticipant(ticket, account)) return { ticket, part: 'whole' };
  if (ticket.sender?.account === account) return { ticket, part: 'own_entries' };
  const last = audience === 'public' ? ticket.publicSeq : ticket.supportSeq;
  for (let seq = 0; seq < last; seq += step_entries) {
    const range = { after: seq, before: seq + step_entries + 1, limit: step_entries };
    const has = await inTurn(() =>
      tables.history(ticket.id, audience, range).some((event) => isOwn(event, account)),
    );
    if (has) return { ticket, part: 'own_entries' };
  }
  return undefined;
}

/** Whether they wrote it. What else they did there is about others. */
export function isOwn({ by, change }: TicketEvent, account: string): boolean {
  return by.account === account && writings.includes(change.type);
}

const writings: ReadonlyArray<TicketEvent['change']['type']> = [
  'message_posted',
  'note_posted',
  'message_edited',
];
