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

/** Asks for each of these at once, by turns of the one and the other. */
export function byTurns<T, R>(
  [one, other]: readonly [Access, Access],
  all: readonly T[],
  ask: (access: Access, of: T, at: number) => Promise<R>,
): Promise<R[]> {
  return Promise.all(all.map((of, at) => ask(at % 2 === 0 ? one : other, of, at)));
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
