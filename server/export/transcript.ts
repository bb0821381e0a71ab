import type { Ticket } from '../../actors/ticket/state.ts';
import { viewEntry, viewHead, type StaffName } from '../../actors/ticket/view.ts';
import type { Audience, Entry, Head } from '../../protocol/ticket.ts';
import type { Tables } from '../storage/tables.ts';
import type { TranscriptWriter } from './transcript-writer.ts';

export interface TicketViews {
  head(ticket: Ticket, audience: Audience): Head;
  /** Entries of one audience after `seq`, at most `limit`, oldest first. */
  entriesAfter(ticket: Ticket, audience: Audience, seq: number, limit: number): Entry[];
}

/** What an audience sees of stored tickets. */
export function ticketViews(tables: Pick<Tables, 'history'>, staffName: StaffName): TicketViews {
  return {
    head: (ticket, audience) => viewHead(ticket, audience, staffName),
    entriesAfter(ticket, audience, seq, limit) {
      const range = { after: seq, before: seq + limit + 1, limit };
      const events = tables.history(ticket.id, audience, range);
      return events.flatMap((event) => viewEntry(event, audience, staffName) ?? []);
    },
  };
}

/**
 * Runs one step of an answer among the reads of all accounts; those of one account run one after
 * the other.
 */
export type InTurn = <T>(make: () => T) => Promise<T>;

/** Entries written in one step; the longest take a millisecond or two. */
const step_entries = 10;

export interface TranscriptWish {
  readonly ticket: Ticket;
  readonly audience: Audience;
  readonly writer: TranscriptWriter;
  readonly inTurn: InTurn;
  /** Asked after each step, since it waited; then nothing more is given, not even the end. */
  stillMay(): boolean | Promise<boolean>;
}

/** Thrown where whoever reads may read no longer, so that what they have is seen to be cut off. */
export class NoLonger extends Error {
  constructor() {
    super('the right to read it has ended');
    this.name = 'NoLonger';
  }
}

/**
 * All entries up to the last one at this moment, step by step as the reader takes them. Bounded in
 * memory, however long the ticket.
 */
export async function* transcriptOf(
  views: TicketViews,
  { ticket, audience, writer, inTurn, stillMay }: TranscriptWish,
): AsyncGenerator<string> {
  const head = views.head(ticket, audience);
  const step = async (make: () => string): Promise<string> => {
    const text = await inTurn(make);
    if (!(await stillMay())) throw new NoLonger();
    return text;
  };
  yield await step(() => writer.begin(head, audience));
  for (let seq = 0; seq < head.seq; seq += step_entries) {
    const limit = Math.min(step_entries, head.seq - seq);
    const text = await step(() => writer.entries(views.entriesAfter(ticket, audience, seq, limit)));
    if (text !== '') yield text;
  }
  yield writer.end();
}
