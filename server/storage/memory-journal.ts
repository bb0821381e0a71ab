import type { Journal } from './journal.ts';
import type { Log } from './log.ts';
import { MemoryLog } from './memory-log.ts';
import { MemoryTables } from './memory-tables.ts';
import { ReplicaJournal } from './replica-journal.ts';
import { Replica } from './replica.ts';

/** A journal for tests: it forgets everything with its process. */
export function openMemoryJournal(log: Log = new MemoryLog()): Journal {
  const tables = new MemoryTables();
  const replica = new Replica({
    log,
    tables,
    // What nobody expects fails the test that meets it, and disturbs no turn.
    onFault: (error) =>
      queueMicrotask(() => {
        throw error;
      }),
  });
  return new ReplicaJournal({ replica, tables });
}
