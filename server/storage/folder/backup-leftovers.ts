import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { systemClock } from '../../platform/clock.ts';
import { data_file } from './backup-manifest.ts';
import { hasSurelyEnded, ownMark } from './process-mark.ts';

/** In a backup that is not whole: who makes it. */
export const maker_file = 'unfinished.json';

/** What the name of a backup that is not whole yet ends with, before some letters. */
export const unfinished = '.unfinished-';
const unfinished_name = /\.unfinished-[\w-]{6}$/u;

/**
 * One that nothing was written to for so long is over, also that of a process that cannot be looked
 * for from here: a backup ends after a minute in which nothing is written.
 */
const untouched_ms = 24 * 60 * 60 * 1000;

const makerForm = v.object({
  /** Of the data. */
  origin: v.string(),
  host: v.string(),
  namespace: v.string(),
  pid: v.number(),
  mark: v.string(),
});

/** Says in a folder that this process makes a backup of this data in it, or removes it. */
export async function markMaker(folder: string, origin: string): Promise<void> {
  const file = await open(join(folder, maker_file), 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify({ origin, ...ownMark() }));
  } finally {
    await file.close();
  }
}

/** Removes what killed backups of this data left beside others, and nothing that still grows. */
export async function removeLeftovers(parent: string, origin: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => unfinished_name.test(name));
  for (const name of names) {
    const path = join(parent, name);
    if (await isLeftOver(path, origin).catch(() => false)) {
      await rm(path, { recursive: true, force: true }).catch(() => {});
    }
  }
}

async function isLeftOver(path: string, origin: string): Promise<boolean> {
  const text = await readFile(join(path, maker_file), 'utf8');
  const maker = v.parse(makerForm, JSON.parse(text));
  if (maker.origin !== origin) return false;
  if (hasSurelyEnded(maker)) return true;
  const touched = await Promise.all(
    [path, join(path, data_file)].map((of) => stat(of).catch(() => undefined)),
  );
  const last = Math.max(...touched.map((found) => found?.mtimeMs ?? 0));
  return last < systemClock.now() - untouched_ms;
}
