import { nanoid } from 'nanoid';
import { asRewritten } from '../../../actors/ticket/erase.ts';
import { isActive, type Ticket } from '../../../actors/ticket/state.ts';
import { summarize } from '../../../actors/ticket/summary.ts';
import { readRecord } from '../../../actors/discord/reconciler/record.ts';
import { of_all } from '../apply/batch.ts';
import type { StoredNotice } from '../apply/notice-rows.ts';
import { storedRow } from '../apply/view.ts';
import { addTo } from '../lists/counted-tree-write.ts';
import { storedNode } from '../lists/list-trees.ts';
import { TreeChanges } from '../lists/tree-changes.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import type { Position } from '../log.ts';
import { decode, encode } from '../packed/codec.ts';
import { encodeRow, headOf, ticketOf } from '../packed/row.ts';
import { countedFiles, isCount, rowsOfFiles } from '../rows/file-rows.ts';
import { publicEntryOf, supportEntryOf } from '../rows/history.ts';
import { numberKey, part, type TreeKind } from '../rows/keys.ts';
import { listRecords } from '../rows/records.ts';
import type { Databases } from '../rows/rows.ts';
import { NewDataFile } from './copy-rows.ts';
import { ticketOfDue } from './due-ticket.ts';
import type { Findings } from './findings.ts';
import { readWhole } from './histories.ts';
import { placesOf } from './places.ts';
import { keysOf, rowsOf } from './read-pages.ts';

export interface RebuildSource {
  readonly dbs: Databases;
  readonly meta: LmdbDatabases['meta'];
  readonly position: Position;
  /** Whether all that was acknowledged is in it; if not, positions and numbers were given that it does not know. */
  readonly isWhole: boolean;
  /** What could not be made anew. */
  readonly findings: Findings;
  readonly onRows: (count: number) => void;
}

/** Left out after what was lost, which had some. */
const skipped_numbers = 1_000;
/** Tickets whose lists are written at once. */
const page_tickets = 256;
/** Files that are read at once to be counted. */
const page_files = 256;

/**
 * Makes a data file in a folder, which is empty: snapshots, numbers, lists, counts and words anew from
 * the histories; all that stands by itself is copied. Returns how many tickets it has.
 */
export async function rebuild(source: RebuildSource, folder: string): Promise<number> {
  const made = NewDataFile.make(folder);
  try {
    return await new Rebuild(source, made).run();
  } finally {
    await made.close();
  }
}

class Rebuild {
  readonly #source: RebuildSource;
  readonly #made: NewDataFile;
  #lists = new TreeChanges();
  #tickets = 0;
  #highest = 0;

  constructor(source: RebuildSource, made: NewDataFile) {
    this.#source = source;
    this.#made = made;
  }

  async run(): Promise<number> {
    const { meta, isWhole } = this.#source;
    await this.#copyHistories();
    await this.#made.write();
    await this.#writeLists();
    await this.#copyRecords();
    await this.#countFiles();
    await this.#copyDue();
    await this.#copyPositions();
    // Last: a file without them is no data file.
    await this.#made.write();
    await this.#made.copyMeta(meta);
    if (!isWhole) await this.#beginAnew();
    return this.#tickets;
  }

  async #copyHistories(): Promise<void> {
    const { dbs, onRows } = this.#source;
    let last: string | undefined;
    for await (const { key, value } of rowsOf(dbs.tickets)) {
      const [id, of] = key as [string, number];
      await this.#made.put('tickets', key, value);
      onRows(1);
      if (of !== part.receipt) await this.#putFiles(id, of, value);
      if (id === last) continue;
      last = id;
      const ticket = await this.#ticket(id);
      if (ticket === undefined) continue;
      await this.#put(ticket);
      if (this.#tickets % page_tickets === 0) await this.#writeLists();
    }
  }

  /** What names a file must not be lost, or the file would be swept as that of nothing. */
  async #putFiles(ticket: string, of: number, value: Buffer): Promise<void> {
    try {
      const event = of === part.public ? publicEntryOf(value) : supportEntryOf(value).event;
      for (const row of rowsOfFiles(ticket, event)) {
        await this.#made.put('records', ['files', row.key], row.value);
      }
    } catch {
      // The history of the ticket is wrong, which is told where it is read as a whole.
    }
  }

  /** As its history says; where that is wrong, as its snapshot does. */
  async #ticket(id: string): Promise<Ticket | undefined> {
    const { dbs, findings } = this.#source;
    const why = await readWhole(dbs.tickets, id).then(
      (history) => {
        if (history.kind === 'whole') return history.ticket;
        return history.kind === 'wrong' ? history.why : 'there is none';
      },
      (error: Error) => error.message,
    );
    const kept = this.#snapshot(id);
    if (typeof why !== 'string') return asRewritten(why, kept?.rewritten);
    const rest = kept === undefined ? 'it is in no list' : 'it stays as it was';
    findings.add('tickets', `The history of ticket ${id} is wrong (${why}): ${rest}.`);
    return kept;
  }

  #snapshot(id: string): Ticket | undefined {
    try {
      const row = storedRow(this.#source.dbs, id);
      return row === undefined ? undefined : ticketOf(row);
    } catch {
      return undefined;
    }
  }

  async #put(ticket: Ticket): Promise<void> {
    const { id, number } = ticket;
    this.#tickets += 1;
    this.#highest = Math.max(this.#highest, number);
    const row = encodeRow(this.#head(id), ticket);
    await this.#made.put(isActive(ticket) ? 'active' : 'settled', id, row);
    await this.#made.put('index', numberKey(number), encode(id));
    const { dbs } = this.#made;
    for (const { list, entry } of placesOf(summarize(ticket))) {
      const kind = list[0] as TreeKind;
      const name = list.slice(2);
      addTo(
        this.#lists.tree(kind, name, (node) => storedNode(dbs, kind, name, node)),
        entry,
      );
    }
  }

  /** The position of its last entry, which a later one names. */
  #head(id: string): Position {
    const { dbs, position } = this.#source;
    try {
      const row = storedRow(dbs, id);
      return row === undefined ? position : Math.min(headOf(row), position);
    } catch {
      return position;
    }
  }

  async #writeLists(): Promise<void> {
    for (const { key, value } of this.#lists.writes(this.#made.dbs)) {
      if (value !== undefined) await this.#made.put('index', key, value);
    }
    await this.#made.write();
    this.#lists = new TreeChanges();
  }

  async #copyRecords(): Promise<void> {
    const { dbs, findings, onRows } = this.#source;
    for await (const { key, value } of rowsOf(dbs.records)) {
      onRows(1);
      const [space, name] = key as [string, string];
      try {
        // Counted anew below.
        if (space === 'files' && isCount(name)) continue;
        if (this.#isOfNothing(space, name, decode(value))) continue;
        await this.#made.put('records', key, value);
      } catch (error) {
        findings.unreadable(`The record ${space} ${name}`, error);
      }
    }
    for await (const { key, value } of rowsOf(dbs.claims)) {
      await this.#made.put('claims', key, value);
    }
    // No number of a ticket may be given twice.
    const skipped = this.#source.isWhole ? 0 : skipped_numbers;
    await this.#made.put('claims', ['number', this.#highest + skipped], encode(0));
  }

  async #countFiles(): Promise<void> {
    await this.#made.write();
    const tables: Parameters<typeof countedFiles>[0] = {
      list: (space, range) => listRecords(this.#made.dbs, space, range),
    };
    for (const [key, count] of countedFiles(tables, page_files)) {
      await this.#made.put('records', ['files', key], encode(count));
    }
  }

  /** Whoever knows positions of before asks for all anew, and no log is asked for. */
  async #beginAnew(): Promise<void> {
    const { meta } = this.#made.dbs;
    await meta.put('epoch', encode(nanoid()), 0);
    await meta.remove('log');
  }

  /** Whether it names a ticket that there is not. */
  #isOfNothing(space: string, name: string, value: unknown): boolean {
    if (space === 'notice') {
      const { ticket } = value as Partial<StoredNotice>;
      return ticket !== undefined && !this.#isThere(ticket);
    }
    if (space !== 'discord' || !/^(ticket|past)\//u.test(name)) return false;
    return !this.#isThere(readRecord(value).ticket);
  }

  #isThere(id: string): boolean {
    return storedRow(this.#made.dbs, id) !== undefined;
  }

  async #copyDue(): Promise<void> {
    const { dbs, position } = this.#source;
    for await (const { key, value } of rowsOf(dbs.due)) {
      if (!this.#isThere(ticketOfDue(key as [string, string]))) continue;
      const at = Math.min(decode(value) as Position, position);
      await this.#made.put('due', key, encode(at));
    }
    for await (const { key, value } of rowsOf(dbs.expiry)) {
      decode(value);
      await this.#made.put('expiry', key, value);
    }
  }

  async #copyPositions(): Promise<void> {
    const { dbs, position } = this.#source;
    for await (const key of keysOf(dbs.positions)) {
      if (key === of_all) continue;
      const at = decode(dbs.positions.get(key)!) as Position;
      await this.#made.put('positions', key, encode(Math.min(at, position)));
    }
    await this.#made.put('positions', of_all, encode(position));
  }
}
