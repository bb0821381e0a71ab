import type { Receipt } from '../../actors/runtime/store.ts';
import type { ClosedPlace } from '../../actors/queue/sort.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { Audience, Status } from '../../protocol/ticket.ts';
import type { Applied } from './applied.ts';
import type { Due, DueRange, Work } from './due.ts';
import type { Append, LogEntry, Position } from './log.ts';
import type { ListRange, TableSpace } from './record.ts';

/**
 * What is read: the result of all entries of the log up to one position. One suite of contract
 * tests runs on every implementation. A read sees all applied entries, and throws where the data is
 * damaged.
 */
export interface Tables {
  /** The position up to which all is applied. */
  readonly position: Position;
  /**
   * Computes the effects of a turn in advance, for the case that nothing is written before it, so
   * that most of the work is done while the disk is busy. Throws where it could never be applied,
   * so that no such entry gets into the log.
   */
  prepare(append: Append): void;
  /**
   * Applies the next entry, whose position must be higher than all before, and returns the result.
   * Throws where it cannot be applied or was applied before; then nothing is changed.
   */
  apply(entry: LogEntry): Applied;

  /** The last snapshot of a ticket, and the position of its last entry; 0 where nothing is stored. */
  ticket(id: string): { readonly state: Ticket | undefined; readonly position: Position };
  /** The answer that a command got, if it was carried out within the last 24 h. */
  receipt(id: string, key: string): Receipt | undefined;
  /** Entries of one audience, oldest first, with `after < seq < before` in its own counting, the last `limit` of them. */
  history(id: string, audience: Audience, range: HistoryRange): TicketEvent[];
  /** How many of the entries up to this number of support the public audience sees. */
  publicCount(id: string, supportSeq: number): number;
  /** The position of the last entry of a subject that was applied; 0 where there is none. */
  lastOf(subject: string): Position;

  /** All summaries of active tickets, read once at start. */
  active(): Iterable<Summary>;
  /** Summaries of closed tickets, highest number first, below `before`. */
  closedTickets(query: ClosedQuery): Summary[];
  /** The same as numbers only, without reading a ticket, for walking down a long list. */
  closedNumbers(query: ClosedQuery): number[];
  closedCount(list?: ClosedList): number;
  /** A window of a list, in either order. */
  closedWindow(list: ClosedList, window: ClosedWindow): Summary[];
  /** The places of tickets in a list. No ticket is read. */
  closedPlaces(list: ClosedList, range: PlacesRange): ClosedPlace[];
  /** Those of these numbers that are in one of the lists. No ticket is read. */
  closedAmong(numbers: readonly number[], lists: readonly ClosedList[]): number[];
  /** Tickets with a word in the subject that begins so, after `after`. No ticket is read. */
  closedByWord(beginning: string, range: WordRange): WordPlace[];
  /** Summaries of these numbers, in their order; active tickets are left out. */
  closedOf(numbers: readonly number[]): Summary[];
  idOfNumber(number: number): string | undefined;

  /** Records beside the tickets: the roster, settings, notices, web sessions. */
  get(space: TableSpace, key: string): unknown;
  /** In the order of their keys, by code point. `from` is inclusive. */
  list(space: TableSpace, range: ListRange): Array<{ key: string; value: unknown }>;

  /** Due work of one kind, in the order of keys. */
  due(work: Work, range: DueRange): Due[];
  /** The position at which something was made due last; 0 where it is not due. */
  dueAt(work: Work, key: string): Position;

  /** The last ticket number given by earlier versions; 0 for none. */
  earlierNumber(): number;

  /** Drops receipts older than 24 h. */
  prune(now: number): Promise<void>;
}

export interface HistoryRange {
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  /** Bound in stored bytes, counted from the newest. At least one entry is read. */
  readonly bytes_max?: number;
}

/** Which closed tickets; all of them where nothing is named. */
export type ClosedList =
  | Only<'participant'>
  | Only<'shard'>
  | Only<'status'>
  | Only<'category' | 'assignee'>;

interface ClosedTraits {
  readonly participant: string;
  readonly shard: string;
  readonly status: Status;
  /** In any case. */
  readonly category: string;
  /** An account; null for what is assigned to nobody. */
  readonly assignee: string | null;
}

type Only<T extends keyof ClosedTraits> = Partial<Pick<ClosedTraits, T>> & {
  readonly [Other in Exclude<keyof ClosedTraits, T>]?: never;
};

export type ClosedQuery = ClosedList & { readonly before?: number; readonly limit: number };

export interface ClosedWindow {
  /** The number of a ticket, or when it was last changed; ties of the latter by number. */
  readonly by: 'number' | 'updated';
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** `updated` of the places is 0 where they are listed by number. */
export interface PlacesRange {
  /** Default: by the last change. */
  readonly by?: ClosedWindow['by'];
  readonly descending?: boolean;
  /** After this place, which may be of a ticket that has left the list. */
  readonly after?: ClosedPlace;
  /** Places to skip first, at the same cost however many. */
  readonly skip?: number;
  readonly limit: number;
}

/** Where a word stands in a subject: the word as `wordsOf` gives it, the number of the ticket. */
export interface WordPlace {
  readonly word: string;
  readonly number: number;
}

export interface WordRange {
  readonly after?: WordPlace;
  readonly limit: number;
}
