import type { RecordStore } from '../../actors/records/store.ts';
import type { Head, ResolveOutcome, Store, StoredReceipt } from '../../actors/runtime/store.ts';
import type { Erasure } from '../../actors/ticket/erase.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { AppliedTurn } from './applied.ts';
import type { DueChange } from './due.ts';
import type { Tables } from './tables.ts';

/**
 * The storage of one process: how changes become durable (`tickets`, `records`), what is read
 * (`tables`), and who is told.
 */
export interface Storage {
  /** Made with the data folder; a position of another epoch means nothing here. */
  readonly epoch: string;
  /**
   * The first epoch of this data, which a restore keeps. What is known outside by the data itself,
   * such as channels of Discord, is known by it.
   */
  readonly origin: string;
  /** What is read. */
  readonly tables: Tables;
  /** Writes turns of tickets, each conditional on the one before. */
  readonly tickets: Store<Ticket, TicketRecord> & TicketPast;
  /** Writes other records, conditionally. */
  readonly records: RecordStore;

  /**
   * Adds a listener for every turn that can be read, in order, called before its sender is
   * answered. Returns a function to remove it.
   */
  onTurn(listener: (turn: AppliedTurn) => void): () => void;
  /**
   * Adds a listener for work that became due or was done, once that can be read. Returns a function
   * to remove it.
   */
  onDue(listener: (changes: readonly DueChange[]) => void): () => void;
  /** How many positions are durable and cannot be read here yet. */
  behind(): number;
  /**
   * Resolves when all that is durable now can be read here and was delivered. Rejects when that
   * will never be.
   */
  caughtUp(): Promise<void>;

  /** Why nothing can be written at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined;
  /** Resolves when all accepted writes are on disk and the folder is released. */
  close(): Promise<void>;
}

/** Changes what is kept of tickets already. Never rejects. */
export interface TicketPast {
  /** Takes somebody's data out of a ticket that is still as it was at `head`. */
  rewrite(id: string, head: Head, erasure: Erasure): Promise<ResolveOutcome>;
  /** Removes a closed ticket that is still as it was at `head`. */
  remove(id: string, head: Head): Promise<ResolveOutcome>;
}

/** What one turn of one ticket adds. */
export interface TicketRecord {
  readonly events: readonly TicketEvent[];
  readonly receipts: readonly StoredReceipt[];
  /** It comes from elsewhere; a part is followed by the rest. Without receipts. */
  readonly imported?: 'part' | 'whole';
}
