import { resolve } from 'node:path';
import { loadSettings } from '../config/load.ts';
import { systemClock } from '../platform/clock.ts';
import type { OnChecked } from '../storage/check/check-folder.ts';
import { holdsData } from '../storage/folder/data-files.ts';
import { isServed } from './ask.ts';
import { BackupProgress } from './backup-progress.ts';
import { nothingIn } from './manage.ts';

const tell_every_ms = 100;

/**
 * Checks the data folder, also under a running server, or a backup. Returns the exit code: 1 where
 * anything is wrong.
 */
export async function check(backup: string | undefined): Promise<number> {
  const { checkFolder } = await import('../storage/check/check-folder.ts');
  const { isBackup } = await import('../storage/check/backup-files.ts');
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const path = backup === undefined ? loaded.settings.data : resolve(backup);
  if (!holdsData(path)) return refused(nothingIn(path).sentence);
  const isOfBackup = await isBackup(path);
  if (backup !== undefined && !isOfBackup) return refused(`${backup} is no backup.`);
  const kind = isOfBackup ? 'backup' : (await isServed(path)) ? 'running' : 'stopped';
  const began = systemClock.elapsed();
  const progress = new BackupProgress(process.stderr, systemClock, inRows);
  let toldAt = -Infinity;
  const onChecked: OnChecked = (rows, of) => {
    const now = systemClock.elapsed();
    if (now < toldAt + tell_every_ms) return;
    toldAt = now;
    progress.tell({ bytes: rows, of: Math.max(rows, of) });
  };
  const report = await checkFolder({ path, kind, onChecked });
  progress.end();
  if (!report.ok) return refused(report.sentence);
  const { count, lines, tickets, rows, position } = report;
  for (const line of lines) console.log(line);
  const seconds = ((systemClock.elapsed() - began) / 1_000).toFixed(1);
  const all = `${tickets} tickets and ${rows} rows were checked in ${seconds} s, up to position ${position}`;
  if (count === 0) {
    console.log(`Nothing is wrong in ${path}: ${all}.`);
    return 0;
  }
  console.error(`${count} ${count === 1 ? 'thing is' : 'things are'} wrong in ${path}: ${all}.`);
  return 1;
}

function inRows(rows: number, of: number): string {
  return `${rows} of about ${of} rows`;
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
