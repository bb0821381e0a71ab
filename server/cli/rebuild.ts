import { createInterface } from 'node:readline/promises';
import { openControl } from '../admin/control.ts';
import { loadSettings } from '../config/load.ts';
import { systemClock } from '../platform/clock.ts';
import { failed } from '../platform/failed.ts';
import type { OnChecked } from '../storage/check/check-folder.ts';
import { holdsData } from '../storage/folder/data-files.ts';
import { makePrivateFiles } from '../storage/folder/private-files.ts';
import { BackupProgress } from './backup-progress.ts';
import { nothingIn } from './manage.ts';

/** Makes the data file anew from the histories, having asked. Returns the exit code. */
export async function rebuild(isAgreed: boolean): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { data } = loaded.settings;
  if (!holdsData(data)) return refused(nothingIn(data).sentence);
  if (!isAgreed && !process.stdin.isTTY) {
    return refused('Nobody can be asked here: add --yes to make the data file anew.');
  }
  makePrivateFiles();
  // Its holder has the folder: no server can start meanwhile.
  const held = await openControl(data);
  if (!held.ok) return refused(held.sentence);
  const { control } = held;
  const busy = failed('The data file is being made anew: try again when that is done.');
  control.serve(async () => busy);
  try {
    return await rebuildIn(data, isAgreed);
  } finally {
    await control.close();
  }
}

async function rebuildIn(data: string, isAgreed: boolean): Promise<number> {
  const { rebuildFolder } = await import('../storage/check/rebuild-folder.ts');
  const progress = new BackupProgress(
    process.stderr,
    systemClock,
    (rows, of) => `${rows} of about ${of} rows`,
  );
  const onChecked: OnChecked = (rows, of) => progress.tell({ bytes: rows, of: Math.max(rows, of) });
  const rebuilt = await rebuildFolder(data, onChecked);
  progress.end();
  if (!rebuilt.ok) return refused(rebuilt.sentence);
  const { tickets, lines } = rebuilt;
  for (const line of lines) console.log(line);
  if (!isAgreed && !(await agreed(tickets, lines.length))) {
    rebuilt.drop();
    return refused('Nothing was changed.');
  }
  const kept = await rebuilt.swap();
  console.log(
    `The data file was made anew, with ${tickets} tickets. As it was before it is in ${kept}.`,
  );
  return 0;
}

async function agreed(tickets: number, left: number): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const what = left === 0 ? 'nothing is lost' : 'all but what is said above is in it';
  const question = `The data file can be made anew with ${tickets} tickets: ${what}. Put it in place? [y/N] `;
  const answer = await asking.question(question);
  asking.close();
  return /^y(es)?$/iu.test(answer.trim());
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
