import { resolve } from 'node:path';
import type { BackupAnswer, ControlProgress } from '../admin/control.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings-table.ts';
import { systemClock } from '../platform/clock.ts';
import { alone } from './alone.ts';
import { askForBackup } from './ask.ts';
import { inBytes, BackupProgress } from './backup-progress.ts';

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
  const answer =
    asked.kind === 'answered' ? asked.result : await backUpAlone(loaded.settings, to, tell);
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

function backUpAlone(
  settings: Settings,
  to: string,
  tell: (progress: ControlProgress) => void,
): Promise<BackupAnswer> {
  const busy = 'The data folder is being backed up: try again when that is done.';
  return alone(settings, busy, ({ backups }, signal) => backups.make({ to }, { tell, signal }));
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
