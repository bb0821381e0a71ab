import type { SettledTickets } from '../../server/sockets/settled-sources.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import { openMemoryStorage } from '../../server/storage/memory-storage.ts';
import type { FakeTicketService } from './fake-desk.ts';

/** What the sockets read and write beside the desk, over the same tickets as a desk in memory. */
export class DeskTables implements SettledTickets {
  readonly #ticketService: FakeTicketService;
  readonly records: RecordStore = openMemoryStorage().records;

  constructor(ticketService: FakeTicketService) {
    this.#ticketService = ticketService;
  }

  readonly settledCount: SettledTickets['settledCount'] = (list) =>
    this.#ticketService.settled.settledCount(list);
  readonly settledNumbers: SettledTickets['settledNumbers'] = (query) =>
    this.#ticketService.settled.settledNumbers(query);
  readonly settledPlaces: SettledTickets['settledPlaces'] = (list, range) =>
    this.#ticketService.settled.settledPlaces(list, range);
  readonly settledAmong: SettledTickets['settledAmong'] = (numbers, lists) =>
    this.#ticketService.settled.settledAmong(numbers, lists);
  readonly settledByWord: SettledTickets['settledByWord'] = (beginning, range) =>
    this.#ticketService.settled.settledByWord(beginning, range);
  readonly settledOf: SettledTickets['settledOf'] = (numbers) =>
    this.#ticketService.settled.settledOf(numbers);

  publicCount(id: string, supportSeq: number): number {
    const upTo = this.#ticketService.entries(id, 'support').filter(({ seq }) => seq <= supportSeq);
    return upTo.filter(({ what }) => what.kind !== 'note').length;
  }
}
