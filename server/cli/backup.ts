import { resolve } from 'node:path';
import type { BackupAnswer, ControlProgress } from '../admin/control.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings-table.ts';
import { systemClock } from '../platform/clock.ts';
import { failed } from '../platform/failed.ts';
import { holdsData } from '../storage/folder/data-files.ts';
import { askForBackup } from './ask.ts';
import { inBytes, BackupProgress } from './backup-progress.ts';
import { nothingIn } from './manage.ts';

/** Makes a backup by the running server; if none runs, of the data folder itself. Returns the exit code. */
export async function backup(folder: string): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { data } = loaded.settings;
  const to = resolve(folder);
  const began = systemClock.elapsed();
  const progress = new BackupProgress(process.stderr, systemClock);
  const tell = (copied: ControlProgress): void => progress.tell(copied);
  const asked = await askForBackup(data, to, tell);
  const answer = asked.kind === 'answered' ? asked.result : await alone(loaded.settings, to, tell);
  progress.end();
  if (!answer.ok) return refused(answer.sentence);
  const { path, bytes, position, warning } = answer.backup;
  if (warning !== undefined) console.error(warning);
  const seconds = ((systemClock.elapsed() - began) / 1_000).toFixed(1);
  console.log(
    `The backup is in ${path}: ${inBytes(bytes)}, up to position ${position}, made in ${seconds} s.`,
  );
  return 0;
}

async function alone(
  settings: Settings,
  to: string,
  tell: (progress: ControlProgress) => void,
): Promise<BackupAnswer> {
  // It must not create a folder: the path may be misspelt, or its disk not mounted.
  if (!holdsData(settings.data)) return nothingIn(settings.data);
  // Loading the storage takes longer than an answer of a running server, so it comes last.
  const { openDataFolder } = await import('../data-folder.ts');
  const opened = await openDataFolder(settings.data, { settings });
  if (!opened.ok) return opened;
  const { folder } = opened;
  const busy = failed('The data folder is being backed up: try again when that is done.');
  folder.control.serve(async () => busy);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('it was interrupted'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  try {
    return await folder.backups.make({ to }, { tell, signal: interrupted.signal });
  } finally {
    await folder.close();
  }
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
