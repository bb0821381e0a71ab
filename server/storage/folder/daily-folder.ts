import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { markMaker, unfinished } from './backup-leftovers.ts';
import { readManifest } from './backup-manifest.ts';

/** `2026-11-30-040000`. */
const daily_name = /^\d{4}-\d\d-\d\d-\d{6}$/u;

/** A daily backup. */
export interface DailyBackup {
  readonly path: string;
  /** When it was begun. Milliseconds since 1970. */
  readonly time: number;
}

/**
 * The daily backups of this data in a folder, oldest first: those that are named so and say so
 * themselves. Whatever else lies there is not ours.
 */
export async function dailyBackups(folder: string, origin: string): Promise<DailyBackup[]> {
  const found: DailyBackup[] = [];
  for (const name of (await readdir(folder)).filter((one) => daily_name.test(one))) {
    const path = join(folder, name);
    const read = await readManifest(path);
    if (!read.ok || read.manifest.daily !== true) continue;
    if ((read.manifest.origin ?? read.manifest.epoch) !== origin) continue;
    found.push({ path, time: Date.parse(read.manifest.time) });
  }
  return found.toSorted((a, b) => a.time - b.time);
}

/** Removes all but the last ones. Resolves to the paths of those that are gone. */
export async function removeOldest(
  backups: readonly DailyBackup[],
  count: number,
  origin: string,
): Promise<string[]> {
  const removed = backups.slice(0, Math.max(0, backups.length - count)).map(({ path }) => path);
  for (const path of removed) {
    // Cut off, the rest is no backup any more, and is removed by the next one.
    const leftover = `${path}${unfinished}${nanoid(6)}`;
    await markMaker(path, origin);
    await rename(path, leftover);
    await rm(leftover, { recursive: true, force: true });
  }
  return removed;
}
