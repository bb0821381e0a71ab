import type { Store, StoredReceipt } from '../../actors/runtime/store.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import type { AppliedTurn } from './apply.ts';
import type { Done, DueChange } from './due.ts';
import type { Put } from './record.ts';
import type { Tables } from './tables.ts';

/** What of the tables is read as it stands there. */
type Reads = Omit<Tables, 'position' | 'apply' | 'ticket' | 'lastOf' | 'receipt'>;

/**
 * The journal: where facts become durable. One suite of contract tests runs on every
 * implementation. Methods that return no promise read what is on disk already.
 */
export interface Journal extends Store<Ticket, TicketRecord>, Reads {
  /** Made with the data folder; a position of another epoch means nothing here. */
  readonly epoch: string;

  /** Hears of every turn that is on disk, in order, before whoever asked is answered. Returns how to stop. */
  onTurn(listener: (turn: AppliedTurn) => void): () => void;

  /** Hears what entries made due, and what was done, once that is on disk. Returns how to stop. */
  onDue(listener: (changes: readonly DueChange[]) => void): () => void;

  /**
   * One atomic write, with what was done. Where a commit would end `unknown`, this goes on waiting
   * until it is certain.
   */
  write(puts: readonly Put[], done?: readonly Done[]): Promise<WriteOutcome>;

  /** The last ticket number that was given before they were a sequence of records; 0 where none was. */
  readonly earlierNumber: number;

  /** Records beside the tickets, to be changed on condition. */
  readonly records: RecordStore;

  /**
   * Resolves when all that was durable when it was asked can be read here and was told; undefined where
   * that is so already. Rejects when it never will be.
   */
  caughtUp(): Promise<void> | undefined;

  /** Why nothing can be written at this moment, if nothing can; for `/ready`. */
  fault(): string | undefined;
  /** Resolves when all that was accepted is on disk, then lets go of the folder. */
  close(): Promise<void>;
}

export type WriteOutcome =
  | { readonly kind: 'durable' }
  | { readonly kind: 'rejected'; readonly cause: unknown };

/** What one turn of one ticket adds. */
export interface TicketRecord {
  readonly events: readonly TicketEvent[];
  readonly receipts: readonly StoredReceipt[];
}
