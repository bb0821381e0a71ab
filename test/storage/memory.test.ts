import { openMemoryJournal } from '../../server/storage/memory_journal.ts';
import { contract } from './contract.ts';

contract('memory', async () => openMemoryJournal());
