import type { Key } from 'lmdb';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { Batch } from '../apply/batch.ts';
import type { Position } from '../log.ts';
import { encodeRow } from '../packed/row.ts';
import type { Rows, Write } from '../rows/rows.ts';
import type { Layers } from './layers.ts';
import type { PendingRows } from './pending-rows.ts';

/** A batch that writes directly to the pending rows, where every read sees them. */
export class PendingBatch extends Batch {
  readonly #layers: Layers;
  #puts = 0;

  constructor(layers: Layers) {
    super(layers.dbs, 0);
    this.#layers = layers;
  }

  /** How many rows the entry put. */
  get puts(): number {
    return this.#puts;
  }

  override put(db: Write['db'], key: Key, value: Buffer): void {
    this.#puts += 1;
    pendingOf(db).put(key, value);
  }

  override remove(db: Write['db'], key: Key): void {
    this.#puts += 1;
    pendingOf(db).put(key, undefined);
  }

  /** Encoded when it is written or read: mostly a newer one replaces it before that. */
  override putTicket(db: Write['db'], position: Position, ticket: Ticket): void {
    this.tickets.set(ticket.id, { position, ticket });
    this.#puts += 1;
    pendingOf(db).put(ticket.id, () => encodeRow(position, ticket));
  }

  override expire(ticket: string, key: string, at: number): void {
    this.#layers.expire(ticket, key, at);
  }

  /** Prepares for the next entry. */
  clear(): void {
    this.#puts = 0;
    const { tickets, removed, positions, trees, records, notices, due } = this;
    for (const changes of [tickets, removed, positions, trees, records, notices, due])
      changes.clear();
  }
}

/** All rows here are rows of the layers. */
function pendingOf(rows: Rows): PendingRows {
  return rows as PendingRows;
}
