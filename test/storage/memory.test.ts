import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { contracts } from './contracts.ts';
import { Stage } from './stage.ts';

contracts('in memory', {
  stage: async () => Stage.inMemory(),
  journal: async () => openMemoryJournal(),
});
