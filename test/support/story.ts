import type { StoredReceipt } from '../../actors/runtime/store.ts';
import type { Change, TicketEvent } from '../../actors/ticket/event.ts';
import { isInternal } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Storage, TicketRecord } from '../../server/storage/storage.ts';
import type { Person } from '../../protocol/ticket.ts';

/** With the ticket as it is after it. */
interface StoryRecord extends TicketRecord {
  readonly snapshot: Ticket;
}

/** Where turns are committed. */
type Tickets = Pick<Storage['tickets'], 'commit'>;
type Commits = Tickets | { readonly tickets: Tickets };

/** One ticket as an actor holds it: makes the records of its turns, and knows what should be stored. */
export class Story {
  readonly id: string;
  readonly number: number;
  readonly participants: readonly Person[];
  /** All that was committed. */
  readonly events: TicketEvent[] = [];
  state: Ticket | null = null;
  head = 0;
  offset = 0;
  /** Durable commits. */
  turns = 0;

  constructor(id: string, number: number, participants: readonly string[] = ['11']) {
    this.id = id;
    this.number = number;
    this.participants = participants.map(personOf);
  }

  get opening(): Change {
    return {
      type: 'ticket_opened',
      id: this.id,
      number: this.number,
      shard: 'north',
      category: 'Bug',
      subject: 'I am stuck',
      participants: this.participants,
      sender: this.participants[0] ?? null,
      location: { map: 0, x: 1, y: 2, z: -3 },
    };
  }

  /** The record of a turn with these changes; nothing moves here. */
  record(changes: readonly Change[], receipts: readonly StoredReceipt[] = []): StoryRecord {
    let supportSeq = this.state?.supportSeq ?? 0;
    let publicSeq = this.state?.publicSeq ?? 0;
    const events = changes.map((change): TicketEvent => ({
      at: 1_700_000_000_000 + supportSeq,
      by: { side: 'support', account: '21', name: 'helper' },
      surface: 'web',
      change,
      supportSeq: (supportSeq += 1),
      publicSeq: isInternal(change) ? null : (publicSeq += 1),
    }));
    const snapshot = evolveAll(this.state, events);
    if (snapshot === null) throw new Error('nothing was opened');
    return { events, receipts, snapshot };
  }

  /** The actor's side of a durable commit. */
  wrote(record: StoryRecord, head: number, offset: number): void {
    this.events.push(...record.events);
    this.state = record.snapshot;
    this.head = head;
    this.offset = offset;
    this.turns += 1;
  }

  /** One turn that has to be durable. */
  async commit(to: Commits, ...changes: Change[]): Promise<void> {
    await this.commitWith(to, [], ...changes);
  }

  async commitWith(
    to: Commits,
    receipts: readonly StoredReceipt[],
    ...changes: Change[]
  ): Promise<void> {
    const record = this.record(changes, receipts);
    const outcome = await ('tickets' in to ? to.tickets : to).commit(this.id, this.head, record);
    if (outcome.kind !== 'durable') throw new Error(`the commit was ${outcome.kind}`);
    this.wrote(record, outcome.head, outcome.head);
  }

  open(to: Commits): Promise<void> {
    return this.commit(to, this.opening, said('I am stuck'));
  }
}

export const said = (body: string): Change => ({ type: 'message_posted', body, opening: false });
export const noted = (body: string): Change => ({ type: 'note_posted', body });
export const closing: Change = { type: 'ticket_closed', from: 'open' };
export const archiving: Change = { type: 'ticket_archived' };
export const reopening: Change = { type: 'ticket_reopened', from: 'closed' };

export function receiptOf(key: string, at: number): StoredReceipt {
  return { key, hash: `hash of ${key}`, answer: { done: key }, at };
}

export function personOf(account: string): Person {
  return { account, name: `account ${account}`, character: null, character_name: '' };
}
