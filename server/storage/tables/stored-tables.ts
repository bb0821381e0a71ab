import type { Receipt } from '../../../actors/runtime/store.ts';
import type { ClosedPlace } from '../../../actors/queue/sort.ts';
import type { TicketEvent } from '../../../actors/ticket/event.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { summarize, type Summary } from '../../../actors/ticket/summary.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import { turnEffects, type TurnEffects } from '../apply/apply.ts';
import type { Applied } from '../applied.ts';
import { decode } from '../packed/codec.ts';
import type { Due, DueRange, Work } from '../due.ts';
import { readDue, storedDueAt } from '../rows/due-rows.ts';
import { publicCount, readHistory } from '../rows/history.ts';
import type { ListRange, TableSpace } from '../record.ts';
import type {
  HistoryRange,
  PlacesRange,
  ClosedList,
  ClosedQuery,
  ClosedWindow,
  WordPlace,
  WordRange,
} from '../tables.ts';
import { keyFits, numberKey, receiptKey } from '../rows/keys.ts';
import { ticketOfSubject, type Append, type LogEntry, type Position } from '../log.ts';
import { decodeEntry } from '../log/entry.ts';
import { listRecords, readRecord } from '../rows/records.ts';
import { headOf, ticketOf } from '../packed/row.ts';
import type { Databases } from '../rows/rows.ts';
import {
  readClosed,
  readClosedByWord,
  readClosedCount,
  readClosedNumbers,
  readClosedOf,
  readClosedPlaces,
  readClosedWindow,
  closedAmong,
} from '../lists/closed-index.ts';
import type { Tables } from '../tables.ts';
import { storedRow, type View } from '../apply/view.ts';

/** Rows read at once when all active tickets are listed, so that no read lasts long. */
const active_page_rows = 256;

interface Prepared {
  readonly expected: Position;
  readonly effects: TurnEffects;
}

/** Reading the tables, whatever holds their rows. */
export abstract class StoredTables implements Tables {
  /** The rows that are read; replaced when the folder is reopened. */
  protected abstract readonly view: View;
  /** Called with a read that failed; the error is then thrown. */
  protected abstract onReadFault(what: string, error: unknown): void;

  readonly #prepared = new WeakMap<Uint8Array, Prepared>();

  abstract apply(entry: LogEntry): Applied;
  abstract prune(now: number): Promise<void>;

  prepare({ subject, expected, bytes }: Append): void {
    const id = ticketOfSubject(subject);
    if (id === undefined) return;
    const entry = decodeEntry(bytes);
    if (entry.type !== 'turn' && entry.type !== 'import') return;
    if (expected === undefined) throw new Error('a turn names the one that it follows on');
    const before = expected === 0 ? null : this.view.ticketAt(id, expected);
    // For a ticket that is not cached, or has changed since, this is done when it is applied.
    if (before === undefined) return;
    this.#prepared.set(bytes, { expected, effects: turnEffects(id, before, entry) });
  }

  /** The prepared effects of the next entry, if they still hold. */
  protected prepared({ subject, bytes }: LogEntry): TurnEffects | undefined {
    const prepared = this.#prepared.get(bytes);
    return prepared?.expected === this.lastOf(subject) ? prepared.effects : undefined;
  }

  get position(): Position {
    return this.read('the positions', () => this.view.storedPosition());
  }

  lastOf(subject: string): Position {
    const what = ticketOfSubject(subject) === undefined ? 'the positions' : subject;
    return this.read(what, () => this.view.storedLastOf(subject));
  }

  ticket(id: string): { readonly state: Ticket | undefined; readonly position: Position } {
    return this.read(`ticket ${id}`, (dbs) => {
      const row = storedRow(dbs, id);
      if (row === undefined) return { state: undefined, position: 0 };
      return { state: ticketOf(row), position: headOf(row) };
    });
  }

  receipt(id: string, key: string): Receipt | undefined {
    return this.read(`ticket ${id}`, (dbs) => {
      if (!keyFits(id) || !keyFits(key)) return undefined;
      const value = dbs.tickets.get(receiptKey(id, key));
      return value === undefined ? undefined : (decode(value) as Receipt);
    });
  }

  history(id: string, audience: Audience, range: HistoryRange): TicketEvent[] {
    return this.read(`ticket ${id}`, (dbs) =>
      keyFits(id) ? readHistory(dbs.tickets, id, audience, range) : [],
    );
  }

  publicCount(id: string, supportSeq: number): number {
    return this.read(`ticket ${id}`, (dbs) =>
      keyFits(id) ? publicCount(dbs.tickets, id, supportSeq) : 0,
    );
  }

  *active(): Iterable<Summary> {
    let count = 0;
    let last: string | undefined;
    do {
      const range = {
        ...(last === undefined ? {} : { start: last, exclusiveStart: true }),
        limit: active_page_rows,
      };
      const rows = this.read('the active tickets', (dbs) => [...dbs.active.getRange(range)]);
      for (const { key, value } of rows) {
        const id = key as string;
        try {
          yield this.read(`ticket ${id}`, () => summarize(ticketOf(value)));
        } catch {
          // It was reported; the others are listed.
        }
        last = id;
      }
      count = rows.length;
    } while (count === active_page_rows);
  }

  closedTickets(query: ClosedQuery): Summary[] {
    return this.read('the lists', (dbs) => readClosed(dbs, query));
  }

  closedNumbers(query: ClosedQuery): number[] {
    return this.read('the lists', (dbs) => readClosedNumbers(dbs, query));
  }

  closedCount(list: ClosedList = {}): number {
    return this.read('the lists', (dbs) => readClosedCount(dbs, list));
  }

  closedWindow(list: ClosedList, window: ClosedWindow): Summary[] {
    return this.read('the lists', (dbs) => readClosedWindow(dbs, list, window));
  }

  closedPlaces(list: ClosedList, range: PlacesRange): ClosedPlace[] {
    return this.read('the lists', (dbs) => readClosedPlaces(dbs, list, range));
  }

  closedAmong(numbers: readonly number[], lists: readonly ClosedList[]): number[] {
    return this.read('the lists', (dbs) => closedAmong(dbs, numbers, lists));
  }

  closedByWord(beginning: string, range: WordRange): WordPlace[] {
    return this.read('the lists', (dbs) => readClosedByWord(dbs, beginning, range));
  }

  closedOf(numbers: readonly number[]): Summary[] {
    return this.read('the lists', (dbs) => readClosedOf(dbs, numbers));
  }

  idOfNumber(number: number): string | undefined {
    return this.read('the lists', (dbs) => {
      const id = dbs.index.get(numberKey(number));
      return id === undefined ? undefined : (decode(id) as string);
    });
  }

  get(space: TableSpace, key: string): unknown {
    return this.read('the records', (dbs) => readRecord(dbs, space, key));
  }

  list(space: TableSpace, range: ListRange): Array<{ key: string; value: unknown }> {
    return this.read('the records', (dbs) => listRecords(dbs, space, range));
  }

  due(work: Work, range: DueRange): Due[] {
    return this.read('what is due', (dbs) => readDue(dbs, work, range));
  }

  dueAt(work: Work, key: string): Position {
    return this.read('what is due', (dbs) => storedDueAt(dbs, work, key));
  }

  earlierNumber(): number {
    const stored = (this.get('numbers', 'ticket') as number | undefined) ?? 0;
    return Math.max(stored, this.read('the claims', claimedNumber));
  }

  protected read<T>(what: string, read: (dbs: Databases) => T): T {
    try {
      return read(this.view.dbs);
    } catch (error) {
      this.onReadFault(what, error);
      throw error;
    }
  }
}

/** The last ticket number that an earlier version gave. */
function claimedNumber(dbs: Databases): number {
  const range = { start: ['number', Infinity], end: ['number', 0], reverse: true, limit: 1 };
  for (const key of dbs.claims.getKeys(range)) return (key as [string, number])[1];
  return 0;
}
