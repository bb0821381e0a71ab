import type { RecordStore } from '../../actors/records/store.ts';
import type { Store, StoredReceipt } from '../../actors/runtime/store.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { AppliedTurn } from './applied.ts';
import type { DueChange } from './due.ts';
import type { Tables } from './tables.ts';

/**
 * What one process holds of a log: how facts become durable (`tickets`, `records`), what they came
 * to (`tables`), and who hears of it.
 */
export interface Storage {
  /** Made with the data folder; a position of another epoch means nothing here. */
  readonly epoch: string;
  /** What is read. */
  readonly tables: Tables;
  /** Turns of tickets, each on condition of the one before. */
  readonly tickets: Store<Ticket, TicketRecord>;
  /** Records beside the tickets, to be changed on condition. */
  readonly records: RecordStore;

  /** Hears of every turn that can be read, in order, before whoever asked is answered. Returns how to stop. */
  onTurn(listener: (turn: AppliedTurn) => void): () => void;
  /** Hears what entries made due, and what was done, once that can be read. Returns how to stop. */
  onDue(listener: (changes: readonly DueChange[]) => void): () => void;
  /** Positions of what is durable and cannot be read here yet; 0 where all can. */
  behind(): number;
  /**
   * Resolves when all that was durable when it was asked can be read here and was told. Rejects when
   * it never will be.
   */
  caughtUp(): Promise<void>;

  /** Why nothing can be written at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined;
  /** Resolves when all that was accepted is on disk, then lets go of the folder. */
  close(): Promise<void>;
}

/** What one turn of one ticket adds. */
export interface TicketRecord {
  readonly events: readonly TicketEvent[];
  readonly receipts: readonly StoredReceipt[];
}
