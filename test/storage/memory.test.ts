import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { contracts } from './contracts.ts';
import { Stage } from './stage.ts';

contracts('in memory', {
  stage: async () => Stage.inMemory(),
  storage: async () => openMemoryStorage(),
});
