import { Sequences } from '../../actors/records/sequences.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { TicketNumbers } from '../../server/tickets/ticket-numbers.ts';
import type { Storage } from '../../server/storage/storage.ts';

/** Numbers for the tickets of a storage, where nobody else writes to it in this process. */
export function ticketNumbers(storage: Storage): TicketNumbers {
  return new TicketNumbers(new Sequences(new RecordWriter(storage.records)), storage.tables);
}
