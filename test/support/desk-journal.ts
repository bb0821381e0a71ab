import type { SettledTickets } from '../../server/net/settled-sources.ts';
import type { MarkStore } from '../../server/projections/marks.ts';
import type { Put } from '../../server/storage/record.ts';
import type { WriteOutcome } from '../../server/storage/journal.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import type { FakeDesk } from './fake-desk.ts';

type NetJournal = SettledTickets & MarkStore;

/** What the sockets read and write beside the desk, over the same tickets as a desk in memory. */
export class DeskJournal implements NetJournal {
  readonly #desk: FakeDesk;
  readonly #records = openMemoryJournal();
  /** Every write that was asked for. */
  readonly writes: Array<readonly Put[]> = [];
  /** Writes are refused while it is set. */
  fault: Error | undefined;
  /** Writes wait for it. */
  gate: Promise<void> | undefined;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
  }

  readonly settledCount: NetJournal['settledCount'] = (list) =>
    this.#desk.settled.settledCount(list);
  readonly settledNumbers: NetJournal['settledNumbers'] = (query) =>
    this.#desk.settled.settledNumbers(query);
  readonly settledPlaces: NetJournal['settledPlaces'] = (list, range) =>
    this.#desk.settled.settledPlaces(list, range);
  readonly settledAmong: NetJournal['settledAmong'] = (numbers, lists) =>
    this.#desk.settled.settledAmong(numbers, lists);
  readonly settledByWord: NetJournal['settledByWord'] = (beginning, range) =>
    this.#desk.settled.settledByWord(beginning, range);
  readonly settledOf: NetJournal['settledOf'] = (numbers) => this.#desk.settled.settledOf(numbers);
  readonly get: NetJournal['get'] = (space, key) => this.#records.get(space, key);
  readonly list: NetJournal['list'] = (space, range) => this.#records.list(space, range);

  async write(puts: readonly Put[]): Promise<WriteOutcome> {
    this.writes.push(puts);
    await this.gate;
    if (this.fault !== undefined) return { kind: 'rejected', cause: this.fault };
    return this.#records.write(puts);
  }

  publicCount(id: string, supportSeq: number): number {
    const upTo = this.#desk.entries(id, 'support').filter(({ seq }) => seq <= supportSeq);
    return upTo.filter(({ what }) => what.kind !== 'note').length;
  }
}
