import type { Applied } from '../../../server/storage/applied.ts';
import { encode } from '../../../server/storage/packed/codec.ts';
import type { Entry } from '../../../server/storage/log/entry.ts';
import type { LogEntry } from '../../../server/storage/log.ts';
import { MemoryLog } from '../../../server/storage/log/memory-log.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { Replica } from '../../../server/storage/replica/replica.ts';

export const unknown = encode({ type: 'later', what: 'nobody knows' });

/** One half of a server, with all that it was told. */
export class Half {
  readonly tables = new MemoryTables();
  readonly told: Applied[] = [];
  readonly faults: unknown[] = [];
  readonly replica: Replica;

  constructor(log: MemoryLog) {
    const { tables } = this;
    this.replica = new Replica({ log, tables, onFault: (error) => this.faults.push(error) });
    this.replica.onApplied((applied) => this.told.push(applied));
  }
}

/** A log whose entries come here only when a test lets them. */
export class SlowLog extends MemoryLog {
  readonly #held: Array<() => void> = [];

  override follow(after: number, told: (entry: LogEntry) => void) {
    return super.follow(after, (entry) => this.#held.push(() => told(entry)));
  }

  deliver(): void {
    for (const give of this.#held.splice(0)) give();
  }
}

export const put = (key: string): Entry => ({
  type: 'records',
  puts: [{ space: 'settings', key, value: key }],
});
