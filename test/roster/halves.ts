import { openAccess, type Access } from '../../server/access.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { MemoryLog } from '../../server/storage/memory-log.ts';
import { StageSecrets } from './stage.ts';

/** Two that follow one log and write to it, as two processes do. */
export async function halves(): Promise<readonly [Access, Access]> {
  const log = new MemoryLog();
  const secrets = new StageSecrets();
  const open = (): Promise<Access> => openAccess(openMemoryJournal(log).records, secrets);
  return [await open(), await open()];
}
