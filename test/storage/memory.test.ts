import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { contract } from './contract.ts';

contract('memory', async () => openMemoryJournal());
