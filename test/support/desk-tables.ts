import type { SettledTickets } from '../../server/sockets/watches/settled-sources.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { FakeDesk } from './fake-desk.ts';

/** What the sockets read and write beside the desk, over the same tickets as a desk in memory. */
export class DeskTables implements SettledTickets {
  readonly #desk: FakeDesk;
  readonly records: RecordStore = openMemoryStorage().records;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
  }

  readonly settledCount: SettledTickets['settledCount'] = (list) =>
    this.#desk.settled.settledCount(list);
  readonly settledNumbers: SettledTickets['settledNumbers'] = (query) =>
    this.#desk.settled.settledNumbers(query);
  readonly settledPlaces: SettledTickets['settledPlaces'] = (list, range) =>
    this.#desk.settled.settledPlaces(list, range);
  readonly settledAmong: SettledTickets['settledAmong'] = (numbers, lists) =>
    this.#desk.settled.settledAmong(numbers, lists);
  readonly settledByWord: SettledTickets['settledByWord'] = (beginning, range) =>
    this.#desk.settled.settledByWord(beginning, range);
  readonly settledOf: SettledTickets['settledOf'] = (numbers) =>
    this.#desk.settled.settledOf(numbers);

  publicCount(id: string, supportSeq: number): number {
    const upTo = this.#desk.entries(id, 'support').filter(({ seq }) => seq <= supportSeq);
    return upTo.filter(({ what }) => what.kind !== 'note').length;
  }
}
