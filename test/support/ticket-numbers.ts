import { Sequences } from '../../actors/records/sequences.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { TicketNumbers } from '../../server/desk/ticket-numbers.ts';
import type { Journal } from '../../server/storage/journal.ts';

/** Numbers for the tickets of a journal, where nobody else writes to it in this process. */
export function ticketNumbers(journal: Journal): TicketNumbers {
  return new TicketNumbers(new Sequences(new RecordWriter(journal.records)), journal);
}
