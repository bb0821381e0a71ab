import type { Ticket } from '../../../actors/ticket/state.ts';
import { apply } from '../apply/apply.ts';
import type { Applied } from '../applied.ts';
import { of_all } from '../apply/batch.ts';
import type { Damage } from '../lmdb/damage.ts';
import { dropReadTransaction, type LmdbDatabases } from '../lmdb/databases.ts';
import { decodeEntry } from '../log/entry.ts';
import { keyFits } from '../rows/keys.ts';
import type { LogEntry, Position } from '../log.ts';
import type { Owner } from '../lmdb/owner.ts';
import { prune } from '../tables/prune.ts';
import { headOf, ticketOf } from '../packed/row.ts';
import { StoredTables } from '../tables/stored-tables.ts';
import { storedPosition, View } from '../apply/view.ts';
import { Layers } from './layers.ts';
import { PendingBatch } from './pending-batch.ts';
import { TableWriter, type TableWriterDeps } from './table-writer.ts';

export interface BehindTablesDeps extends Omit<TableWriterDeps, 'layers'> {
  readonly dbs: LmdbDatabases;
  readonly damage: Damage;
}

/**
 * Tables in an LMDB folder that are written behind the log: an entry is applied in memory, where
 * every read sees it at once, and `writer` writes it to LMDB together with many others. After a
 * crash, the entries after `writer.position` are applied again from the log.
 */
export class BehindTables extends StoredTables {
  readonly writer: TableWriter;
  protected readonly view: View;
  readonly #layers: Layers;
  readonly #damage: Damage;
  readonly #batch: PendingBatch;
  #dbs: LmdbDatabases;
  #position: Position;

  constructor({ dbs, damage, ...deps }: BehindTablesDeps) {
    super();
    this.#dbs = dbs;
    this.#damage = damage;
    this.#position = storedPosition(dbs, of_all);
    this.#layers = new Layers(dbs, this.#position);
    this.#batch = new PendingBatch(this.#layers);
    this.view = new View(this.#layers.dbs);
    this.writer = new TableWriter({ ...deps, layers: this.#layers });
  }

  /**
   * Called after the folder was reopened: with an owner it can be written, without one only read.
   */
  reopened(dbs: LmdbDatabases, owner: Owner | undefined): void {
    this.#dbs = dbs;
    this.#layers.rebase(dbs);
    this.writer.reopened(owner);
  }

  override get position(): Position {
    return this.#position;
  }

  apply(entry: LogEntry): Applied {
    const { position, subject, bytes } = entry;
    if (position <= this.#position) throw new Error('it was applied before');
    const batch = this.#batch;
    const effects = this.prepared(entry);
    this.#layers.begin();
    try {
      const decoded = decodeEntry(bytes);
      const applied = apply(this.view, batch, subject, decoded, () => position, effects);
      batch.putTrees();
      this.view.written(batch);
      this.#position = position;
      this.#layers.add(entry, batch.puts);
      this.writer.changed();
      return applied;
    } catch (error) {
      // The follower of the log reports the error. If it was a read, later reads must not fail too.
      dropReadTransaction(this.#dbs.root);
      // Nothing of this entry gets to LMDB, and everything before it does.
      this.#layers.undo();
      throw error;
    } finally {
      batch.clear();
    }
  }

  override lastOf(subject: string): Position {
    return this.read('the positions', () => this.view.lastOf(this.#batch, subject));
  }

  /**
   * The same lookups are made whether or not a ticket is cached, pending or stored, so that a
   * hidden ticket takes the same reads as one that does not exist.
   */
  override ticket(id: string): { readonly state: Ticket | undefined; readonly position: Position } {
    return this.read(`ticket ${id}`, () => {
      if (!keyFits(id)) return none;
      const recent = this.view.recentTicket(id);
      const active = this.#layers.dbs.active.look(id);
      const settled = this.#layers.dbs.settled.look(id);
      if (recent !== undefined) return { state: recent.ticket, position: recent.position };
      const row = active() ?? settled();
      return row === undefined ? none : { state: ticketOf(row), position: headOf(row) };
    });
  }

  async prune(now: number): Promise<void> {
    this.#layers.putExpiry(this.#position);
    for (let more = true; more;) {
      try {
        more = this.read('the receipts', () => prune(this.#layers.dbs, this.#batch, now).more);
      } catch {
        // It was reported.
        return;
      }
      this.writer.changed();
      await this.writer.room();
    }
  }

  protected onReadFault(what: string, error: unknown): void {
    dropReadTransaction(this.#dbs.root);
    this.#damage.met(what, error);
  }
}

const none = { state: undefined, position: 0 } as const;
