import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { MemoryTables } from '../../server/storage/tables/memory-tables.ts';
import { DelayedLog } from '../support/delayed-log.ts';
import type { Chance } from '../support/seed.ts';
import { contracts } from './contracts.ts';
import { Stage } from './stage.ts';

/** Nothing comes late: as it is then, it has to be with every chance. */
const none: Chance = { below: () => 0, of: () => none };
const delayed = (): DelayedLog => new DelayedLog(new MemoryLog(), none);

contracts('in memory, as one of two processes reaches it', {
  stage: async () => new Stage(delayed(), new MemoryTables()),
  storage: async () => openMemoryStorage(delayed()),
});
