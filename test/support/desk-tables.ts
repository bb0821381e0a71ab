import type { ClosedTickets } from '../../server/sockets/watches/closed-sources.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { FakeDesk } from './fake-desk.ts';

/** What the sockets read and write beside the desk, over the same tickets as a desk in memory. */
export class DeskTables implements ClosedTickets {
  readonly #desk: FakeDesk;
  readonly records: RecordStore = openMemoryStorage().records;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
  }

  readonly closedCount: ClosedTickets['closedCount'] = (list) =>
    this.#desk.closedTickets.closedCount(list);
  readonly closedNumbers: ClosedTickets['closedNumbers'] = (query) =>
    this.#desk.closedTickets.closedNumbers(query);
  readonly closedPlaces: ClosedTickets['closedPlaces'] = (list, range) =>
    this.#desk.closedTickets.closedPlaces(list, range);
  readonly closedAmong: ClosedTickets['closedAmong'] = (numbers, lists) =>
    this.#desk.closedTickets.closedAmong(numbers, lists);
  readonly closedByWord: ClosedTickets['closedByWord'] = (beginning, range) =>
    this.#desk.closedTickets.closedByWord(beginning, range);
  readonly closedOf: ClosedTickets['closedOf'] = (numbers) =>
    this.#desk.closedTickets.closedOf(numbers);

  publicCount(id: string, supportSeq: number): number {
    const upTo = this.#desk.entries(id, 'support').filter(({ seq }) => seq <= supportSeq);
    return upTo.filter(({ what }) => what.kind !== 'note').length;
  }
}
