import type { Storage } from '../storage.ts';
import type { Log } from '../log.ts';
import { MemoryLog } from '../log/memory-log.ts';
import { MemoryTables } from '../tables/memory-tables.ts';
import { ReplicaStorage } from './replica-storage.ts';
import { Replica } from './replica.ts';

/** A storage in memory, for tests. */
export function openMemoryStorage(log: Log = new MemoryLog()): Storage {
  const tables = new MemoryTables();
  const replica = new Replica({
    log,
    tables,
    // An unexpected error fails the test, without disturbing a turn.
    onFault: (error) =>
      queueMicrotask(() => {
        throw error;
      }),
  });
  return new ReplicaStorage(replica);
}
