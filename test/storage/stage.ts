import type { CommitOutcome, Head } from '../../actors/runtime/store.ts';
import type { TicketRecord } from '../../server/storage/storage.ts';
import type { Done } from '../../server/storage/due.ts';
import { encodeEntry } from '../../server/storage/log/entry.ts';
import { ticketSubject, type Appended, type Log, type Position } from '../../server/storage/log.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { MemoryTables } from '../../server/storage/tables/memory-tables.ts';
import { openFolder } from '../../server/storage/folder/open-folder.ts';
import type { Put } from '../../server/storage/record.ts';
import { Replica } from '../../server/storage/replica/replica.ts';
import type { Tables } from '../../server/storage/tables.ts';
import type { TestFolder } from '../support/folder.ts';

/** A log and the tables that follow it, for the suites of both ports. */
export class Stage {
  readonly log: Log;
  readonly tables: Tables;
  readonly replica: Replica;
  readonly faults: unknown[] = [];

  constructor(log: Log, tables: Tables) {
    this.log = log;
    this.tables = tables;
    this.replica = new Replica({ log, tables, onFault: (error) => this.faults.push(error) });
  }

  static inMemory(): Stage {
    return new Stage(new MemoryLog(), new MemoryTables());
  }

  static async onLmdb(folder: TestFolder): Promise<Stage> {
    const opened = await openFolder(folder.path);
    if (!opened.ok) throw new Error(opened.sentence);
    return new Stage(opened.log, opened.tables);
  }

  /** One turn of a ticket. */
  async commit(id: string, head: Head, { events, receipts }: TicketRecord): Promise<CommitOutcome> {
    const entry = { type: 'turn', events, receipts } as const;
    const appended = await this.replica.append(ticketSubject(id), head, entry);
    switch (appended.kind) {
      case 'durable':
        return { kind: 'durable', head: appended.position };
      case 'conflict':
        return { kind: 'fenced', last: appended.last };
      default:
        return appended;
    }
  }

  /** Records, whatever was there before, and what was done. */
  write(puts: readonly Put[], done: readonly Done[] = []): Promise<Appended> {
    return this.replica.append('of-a-test', undefined, { type: 'records', puts, done });
  }

  /** An entry of a record, straight into the log. */
  append(subject: string, expected: Position | undefined, value: unknown): Promise<Appended> {
    const puts = [{ space: 'settings', key: 'a', value }] as const;
    const bytes = encodeEntry(subject, { type: 'records', puts });
    return this.log.append(
      expected === undefined ? { subject, bytes } : { subject, expected, bytes },
    );
  }

  async close(): Promise<void> {
    await this.log.close();
    this.replica.stop();
  }
}
