import type { ControlProgress } from '../admin/control.ts';
import { loadSettings } from '../config/load.ts';
import { systemClock } from '../platform/clock.ts';
import { alone } from './alone.ts';
import { askForCompaction } from './ask.ts';
import { BackupProgress, inBytes } from './backup-progress.ts';

/** Has the running server compact the data file, or does it where none runs. Returns the exit code. */
export async function compact(): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { data } = loaded.settings;
  const progress = new BackupProgress(process.stderr, systemClock);
  const tell = (copied: ControlProgress): void => progress.tell(copied);
  const asked = await askForCompaction(data, tell);
  const busy = 'The data folder is being compacted: try again when that is done.';
  const answer =
    asked.kind === 'answered'
      ? asked.result
      : await alone(loaded.settings, busy, (folder, signal) => folder.compact(signal, tell));
  progress.end();
  if (!answer.ok) return refused(answer.sentence);
  const { before_bytes, bytes } = answer.compacted;
  const freed = inBytes(Math.max(0, before_bytes - bytes));
  console.log(`The data file has ${inBytes(bytes)} now: ${freed} were freed.`);
  return 0;
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
