import type { Place } from '../../actors/queue/sort.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import type { Store, StoredReceipt } from '../../actors/runtime/store.ts';
import type { AppliedTurn } from './apply.ts';
import type { Audience, Status } from '../../protocol/ticket.ts';

/**
 * The journal: where facts become durable. One suite of contract tests runs on every
 * implementation. Methods that return no promise read what is on disk already.
 */
export interface Journal extends Store<Ticket, TicketRecord> {
  /** Made with the data folder; a cursor of another epoch means nothing here. */
  readonly epoch: string;

  /** Entries of one audience, oldest first, with `after < seq < before` in its own counting, the last `limit` of them. */
  history(id: string, audience: Audience, range: HistoryRange): TicketEvent[];
  /** How many of the entries up to this number of support the public audience sees. */
  publicCount(id: string, supportSeq: number): number;

  /** Hears of every turn that is on disk, in order, before whoever asked is answered. Returns how to stop. */
  onTurn(listener: (turn: AppliedTurn) => void): () => void;

  /** Pointers of what was committed after an offset, in order. Offsets rise, may have gaps, are never reused. */
  feed(after: number, limit: number): FeedPointer[];
  /** Called once commits can be read from the feed, once for those that shared a flush. Returns how to stop. */
  onFeed(listener: () => void): () => void;

  /** Where a projector stands; 0 at first. */
  cursor(projector: string): number;
  /** Moves a projector's cursor and writes what it derived, in one atomic write. */
  advance(projector: string, offset: number, puts: readonly Put[]): Promise<WriteOutcome>;

  /** All summaries of active tickets, read once at start. */
  active(): Iterable<Summary>;
  /** Summaries of tickets that are not active any more, newest number first, below `before`. */
  settled(query: SettledQuery): Summary[];
  /** The same by number alone, without a look at any ticket: for whoever counts down a long list. */
  settledNumbers(query: SettledQuery): number[];
  settledCount(list?: SettledList): number;
  /** Some of a list in another order. It is walked to from the nearer end, about 30,000 rows a millisecond. */
  settledWindow(list: SettledList, window: SettledWindow): Summary[];
  /** Where the tickets of a list stand in it. No ticket is looked at. */
  settledPlaces(list: SettledList, range: PlacesRange): Place[];
  /** Those of these numbers whose tickets are in one of the lists. No ticket is looked at. */
  settledAmong(numbers: readonly number[], lists: readonly SettledList[]): number[];
  /** Where a word that begins so stands in a subject; on from `after`. No ticket is looked at. */
  settledByWord(beginning: string, range: WordRange): WordPlace[];
  /** Summaries of these numbers, in their order; active tickets are left out. */
  settledOf(numbers: readonly number[]): Summary[];
  idOfNumber(number: number): string | undefined;

  /** Records beside the tickets: the roster, settings, notices, web sessions. */
  get(space: Space, key: string): unknown;
  /** In the order of their keys, by code point. `from` is inclusive. */
  list(space: Space, range: ListRange): Array<{ key: string; value: unknown }>;
  /** One atomic write. Where a commit would end `unknown`, this goes on waiting until it is certain. */
  write(puts: readonly Put[]): Promise<WriteOutcome>;

  /** Makes `key` of `kind` belong to `owner` for ever, unless it belongs to another already. */
  claim(kind: ClaimKind, key: string, owner: string): Promise<'claimed' | 'taken' | 'rejected'>;
  /** Claims the next free ticket number for this ticket. */
  claimNumber(ticket: string): Promise<number | 'rejected'>;
  /** The last ticket number that was given, or left out. */
  readonly lastNumber: number;
  /** Leaves out so many of the next ticket numbers. Kept with the next one that is claimed. */
  skipNumbers(count: number): void;

  /** Drops receipts older than 24 h. */
  prune(now: number): Promise<void>;
  /** Why nothing can be written at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined;
  /** Resolves when all that was accepted is on disk, then lets go of the folder. */
  close(): Promise<void>;
}

export type Space =
  | 'roster'
  | 'settings'
  | 'notice'
  | 'web'
  | 'seen'
  | 'discord'
  | `claim.${ClaimKind}`
  | 'numbers'
  | 'cursor';
export type ClaimKind = 'account' | 'user_name' | 'discord';

/** `value: undefined` removes the key. */
export interface Put {
  readonly space: Space;
  readonly key: string;
  readonly value: unknown;
}

export type WriteOutcome =
  | { readonly kind: 'durable' }
  | { readonly kind: 'rejected'; readonly cause: unknown };

/** One turn of one ticket: at most `entry_bytes_max` encoded. */
export interface TicketRecord {
  readonly events: readonly TicketEvent[];
  readonly receipts: readonly StoredReceipt[];
  readonly snapshot: Ticket;
  /** Before and after; the journal derives its indexes from the difference. */
  readonly summaryBefore: Summary | null;
  readonly summary: Summary;
}

export interface HistoryRange {
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  /** As stored, counted from the newest: what goes beyond is not read. One entry always comes. */
  readonly bytes_max?: number;
}

/** Which of the tickets that are not active any more; all of them where nothing is named. */
export type SettledList =
  | Only<'participant'>
  | Only<'shard'>
  | Only<'status'>
  | Only<'category' | 'assignee'>;

interface SettledTraits {
  readonly participant: string;
  readonly shard: string;
  readonly status: Status;
  /** In any case. */
  readonly category: string;
  /** An account; null for what is assigned to nobody. */
  readonly assignee: string | null;
}

type Only<T extends keyof SettledTraits> = Partial<Pick<SettledTraits, T>> & {
  readonly [Other in Exclude<keyof SettledTraits, T>]?: never;
};

export type SettledQuery = SettledList & { readonly before?: number; readonly limit: number };

export interface SettledWindow {
  /** The number of a ticket, or when it was last changed; ties of the latter by number. */
  readonly by: 'number' | 'updated';
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** `updated` of the places is 0 where they are listed by number. */
export interface PlacesRange {
  /** By when they were changed unless told otherwise. */
  readonly by?: SettledWindow['by'];
  readonly descending?: boolean;
  /** Behind this place; it may be that of a ticket that is there no longer. */
  readonly after?: Place;
  /** Rows left out first; no more than there are. They cost a thirtieth of a row that is given. */
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

export interface ListRange {
  readonly prefix: string;
  readonly from?: string;
  readonly limit: number;
}

export interface FeedPointer {
  readonly offset: number;
  readonly ticket: string;
  /** The support numbers of the entries of this commit, both inclusive; `from > to` when it had none. */
  readonly from: number;
  readonly to: number;
}

/** Bounds of the journal. */
export const journalLimits = {
  receipt_keep_ms: 24 * 60 * 60 * 1000,
  /** An id, or the key of a record, claim or receipt; no control characters. */
  key_chars_max: 250,
} as const;
