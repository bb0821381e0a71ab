import type { Ticket } from '../../../actors/ticket/state.ts';
import { dueName, of_all, recordName, type Batch } from './batch.ts';
import type { TreeNode } from '../lists/counted-node.ts';
import type { WritableTree } from '../lists/counted-tree-write.ts';
import { decode, encode } from '../packed/codec.ts';
import type { Work } from '../due.ts';
import { dueKey, storedDueAt } from '../rows/due-rows.ts';
import { keyFits, treeName, type TreeKind } from '../rows/keys.ts';
import { storedNode } from '../lists/list-trees.ts';
import { ticketOfSubject, type Position } from '../log.ts';
import { storedNotices } from '../rows/records.ts';
import { Recent } from './recent.ts';
import type { TableSpace } from '../record.ts';
import { headOf, ticketOf } from '../packed/row.ts';
import type { Databases } from '../rows/rows.ts';

/** Caches of what was applied or read last, so that applying more need not read it again. */
const recent_tickets_max = 4_096;
const recent_records_max = 4_096;
/** Accounts whose notice keys are cached, at most 100 keys each. */
const recent_accounts_max = 1_024;
/** Nodes of lists, at most 2 KB each. */
const recent_nodes_max = 1_024;

/** What entries are applied to: the tables with the changes of a batch on top. */
export class View {
  readonly dbs: Databases;
  readonly #tickets = new Recent<{ readonly position: Position; readonly ticket: Ticket }>(
    recent_tickets_max,
  );
  /** By `recordName`; null: there is none. */
  readonly #records = new Recent<Buffer | null>(recent_records_max);
  readonly #notices = new Recent<readonly string[]>(recent_accounts_max);
  /** By `treeName`; null: there is none. */
  readonly #nodes = new Recent<TreeNode | null>(recent_nodes_max);

  constructor(dbs: Databases) {
    this.dbs = dbs;
  }

  lastOf(batch: Batch, subject: string): Position {
    const id = ticketOfSubject(subject);
    if (id !== undefined) {
      const known = batch.tickets.get(id) ?? this.#tickets.get(id);
      return known?.position ?? this.storedLastOf(subject);
    }
    return batch.positions.get(subject) ?? this.storedLastOf(subject);
  }

  storedLastOf(subject: string): Position {
    const id = ticketOfSubject(subject);
    if (id === undefined) return subject === of_all ? 0 : storedPosition(this.dbs, subject);
    const row = storedRow(this.dbs, id);
    return row === undefined ? 0 : headOf(row);
  }

  /** The position of the last entry of all. */
  storedPosition(): Position {
    return storedPosition(this.dbs, of_all);
  }

  ticket(batch: Batch, id: string): Ticket | undefined {
    const known = batch.tickets.get(id) ?? this.#tickets.get(id);
    if (known !== undefined) return known.ticket;
    const row = storedRow(this.dbs, id);
    return row === undefined ? undefined : ticketOf(row);
  }

  /** A cached ticket and the position of its last entry. */
  recentTicket(id: string): { readonly position: Position; readonly ticket: Ticket } | undefined {
    return this.#tickets.get(id);
  }

  /** A ticket as of this position, if that is cached. */
  ticketAt(id: string, position: Position): Ticket | undefined {
    const recent = this.#tickets.get(id);
    return recent?.position === position ? recent.ticket : undefined;
  }

  /** The tree of a list or of a word, to be changed. */
  tree(batch: Batch, kind: TreeKind, list: string): WritableTree {
    return batch.trees.tree(kind, list, (id) => {
      const recent = this.#nodes.get(treeName(kind, list, id));
      if (recent !== undefined) return recent ?? undefined;
      return storedNode(this.dbs, kind, list, id);
    });
  }

  record(batch: Batch, space: TableSpace, key: string): Buffer | undefined {
    const name = recordName(space, key);
    if (batch.records.has(name)) return batch.records.get(name);
    let value = this.#records.get(name);
    if (value === undefined) {
      value = this.dbs.records.get([space, key]) ?? null;
      this.#records.put(name, value);
    }
    return value ?? undefined;
  }

  putRecord(batch: Batch, space: TableSpace, key: string, value: Buffer | undefined): void {
    batch.records.set(recordName(space, key), value);
    if (value === undefined) batch.remove(this.dbs.records, [space, key]);
    else batch.put(this.dbs.records, [space, key], value);
  }

  /** Keys of the notices of an account, the oldest first, to be changed with their records. */
  notices(batch: Batch, account: string): string[] {
    let keys = batch.notices.get(account);
    if (keys === undefined) {
      keys = [...(this.#notices.get(account) ?? storedNotices(this.dbs, account))];
      batch.notices.set(account, keys);
    }
    return keys;
  }

  /** As `storedDueAt`. */
  dueAt(batch: Batch, work: Work, key: string): Position {
    return batch.due.get(dueName(work, key)) ?? storedDueAt(this.dbs, work, key);
  }

  /** `position`: 0 for what is due no more. */
  putDue(batch: Batch, work: Work, key: string, position: Position): void {
    batch.due.set(dueName(work, key), position);
    if (position === 0) batch.remove(this.dbs.due, dueKey(work, key));
    else batch.put(this.dbs.due, dueKey(work, key), encode(position));
  }

  putPosition(batch: Batch, subject: string, position: Position): void {
    batch.positions.set(subject, position);
    batch.put(this.dbs.positions, subject, encode(position));
  }

  /** Called once a batch is in the tables. */
  written(batch: Batch): void {
    for (const [id, one] of batch.tickets) this.#tickets.put(id, one);
    for (const id of batch.removed) this.#tickets.delete(id);
    for (const [account, keys] of batch.notices) this.#notices.put(account, keys);
    for (const [name, node] of batch.trees.changed()) this.#nodes.put(name, node ?? null);
    for (const [name, value] of batch.records) {
      if (this.#records.get(name) !== undefined) this.#records.put(name, value ?? null);
    }
  }
}

export function storedRow(dbs: Databases, id: string): Buffer | undefined {
  if (!keyFits(id)) return undefined;
  return dbs.active.get(id) ?? dbs.settled.get(id);
}

export function storedPosition(dbs: Databases, subject: string): Position {
  const value = dbs.positions.get(subject);
  return value === undefined ? 0 : (decode(value) as Position);
}
