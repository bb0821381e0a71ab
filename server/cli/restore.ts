import { resolve } from 'node:path';
import { loadSettings } from '../config/load.ts';
import { systemClock } from '../platform/clock.ts';
import { BackupProgress } from './backup-progress.ts';

/** Makes the data folder of a backup. Returns the exit code. */
export async function restoreFolder(folder: string, erasures: string | undefined): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { data } = loaded.settings;
  const { restore } = await import('../restore.ts');
  const progress = new BackupProgress(process.stderr, systemClock);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('it was interrupted'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  const list = erasures === undefined ? undefined : resolve(erasures);
  const order = { backup: resolve(folder), data, erasures: list };
  const answer = await restore(order, interrupted.signal, (bytes, of) =>
    progress.tell({ bytes, of }),
  );
  progress.end();
  if (!answer.ok) return refused(answer.sentence);
  const { time, position, erasures: count } = answer.restored;
  console.log(
    `The backup of ${time}, up to position ${position}, is restored into ${data}. Everybody has to sign in again; passwords and keys of shards hold.`,
  );
  if (count > 0) console.log(`The next start erases ${count} accounts again that were erased.`);
  return 0;
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
