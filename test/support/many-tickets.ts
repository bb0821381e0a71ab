import { nanoid } from 'nanoid';
import type { Context, TicketCommand } from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import type { Person } from '../../protocol/ticket.ts';
import type { TicketNumbers } from '../../server/tickets/ticket-numbers.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import { context, playerRights, principal } from './given.ts';
import { ticketNumbers } from './ticket-numbers.ts';

/** Commits under way at a time: they share flushes. */
const together = 500;
const second_ms = 1_000;

export interface Filling {
  readonly count: number;
  /** Who opened them, and takes part. */
  readonly by: Person;
  /** Of the ticket that is opened as this one, counted from 1. */
  subject(i: number): string;
  /** What was written after that, one message each. */
  readonly texts?: readonly string[];
  readonly isClosed?: boolean;
}

/** The number of the account that was added under this name. No server has the folder open. */
export async function accountNamed(folder: string, name: string): Promise<string> {
  const opened = await openFolderStorage(folder);
  if (!opened.ok) throw new Error(opened.sentence);
  const records = opened.storage.tables.list('roster', { prefix: 'standing/', limit: 100 });
  await opened.storage.close();
  const found = records.find(({ value }) => (value as { userName?: string }).userName === name);
  if (found === undefined) throw new Error(`no account ${name}`);
  return found.key.slice('standing/'.length);
}

/** Puts tickets into a data folder that no server has open, each a second newer than the one before. */
export async function fill(folder: string, ...fillings: readonly Filling[]): Promise<void> {
  const opened = await openFolderStorage(folder);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage } = opened;
  const given = ticketNumbers(storage);
  try {
    for (const filling of fillings) {
      for (let from = 1; from <= filling.count; from += together) {
        const count = Math.min(together, filling.count + 1 - from);
        await putMany(storage, given, filling, { from, count });
      }
    }
  } finally {
    await storage.close();
  }
}

/** Some of a filling, from that one, together. */
export async function putMany(
  storage: Storage,
  given: TicketNumbers,
  filling: Filling,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<void> {
  const ids = Array.from({ length: count }, () => nanoid());
  const numbers = await Promise.all(ids.map(() => given.next()));
  await Promise.all(ids.map((id, i) => put(storage, filling, from + i, id, numbers[i]!)));
}

async function put(
  storage: Storage,
  { count, by, subject, texts = [], isClosed }: Filling,
  i: number,
  id: string,
  number: number | 'rejected',
): Promise<void> {
  if (number === 'rejected') throw new Error('no number was given');
  const at = Date.now() - (count - i) * second_ms;
  const how = context(principal(by, playerRights), { surface: 'game', at });
  const open: TicketCommand = {
    kind: 'open',
    id,
    number,
    shard: 'britain',
    category: 'Bug',
    subject: subject(i),
    body: `The story of ${subject(i)}`,
    participants: [],
    location: { map: 1, x: 1417, y: 1692, z: -5 },
  };
  const events = decided(null, open, how);
  for (const body of texts) {
    events.push(...decided(evolveAll(null, events), { kind: 'post_message', body }, how));
  }
  if (isClosed === true) events.push(...decided(evolveAll(null, events), { kind: 'close' }, how));
  const snapshot = evolveAll(null, events)!;
  const summary = summarize(snapshot);
  const record = { events, receipts: [], snapshot, summaryBefore: null, summary };
  const outcome = await storage.tickets.commit(id, 0, record);
  if (outcome.kind !== 'durable') throw new Error(`the commit was ${outcome.kind}`);
}

function decided(ticket: Ticket | null, command: TicketCommand, how: Context): TicketEvent[] {
  const decision = decide(ticket, command, how);
  if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`);
  return [...decision.events];
}
