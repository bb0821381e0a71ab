import type { ClosedTickets } from '../../server/sockets/watches/closed-sources.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { FakeTicketService } from './fake-desk.ts';

/** What the sockets read and write beside the desk, over the same tickets as a desk in memory. */
export class DeskTables implements ClosedTickets {
  readonly #ticketService: FakeTicketService;
  readonly records: RecordStore = openMemoryStorage().records;

  constructor(ticketService: FakeTicketService) {
    this.#ticketService = ticketService;
  }

  readonly closedCount: ClosedTickets['closedCount'] = (list) =>
    this.#ticketService.closedTickets.closedCount(list);
  readonly closedNumbers: ClosedTickets['closedNumbers'] = (query) =>
    this.#ticketService.closedTickets.closedNumbers(query);
  readonly closedPlaces: ClosedTickets['closedPlaces'] = (list, range) =>
    this.#ticketService.closedTickets.closedPlaces(list, range);
  readonly closedAmong: ClosedTickets['closedAmong'] = (numbers, lists) =>
    this.#ticketService.closedTickets.closedAmong(numbers, lists);
  readonly closedByWord: ClosedTickets['closedByWord'] = (beginning, range) =>
    this.#ticketService.closedTickets.closedByWord(beginning, range);
  readonly closedOf: ClosedTickets['closedOf'] = (numbers) =>
    this.#ticketService.closedTickets.closedOf(numbers);

  publicCount(id: string, supportSeq: number): number {
    const upTo = this.#ticketService.entries(id, 'support').filter(({ seq }) => seq <= supportSeq);
    return upTo.filter(({ what }) => what.kind !== 'note').length;
  }
}
