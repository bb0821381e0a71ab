import { lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { nanoid } from 'nanoid';
import { failed, type Failed } from '../../platform/failed.ts';
import { maker_file, markMaker, removeLeftovers, unfinished } from './backup-leftovers.ts';
import { syncFolder } from './sync-folder.ts';

/** Where a backup is to be, and where it is made. */
export interface BackupTarget {
  readonly path: string;
  /** Beside it, on the same disk. */
  readonly made: string;
}

/**
 * Makes the folder in which the backup is written, unless the target is refused. What killed ones of
 * the same data (`origin`) left there is removed.
 */
export async function makeTarget(
  wanted: string,
  { data, origin }: { readonly data: string; readonly origin: string },
): Promise<{ readonly ok: true; readonly target: BackupTarget } | Failed> {
  const above = await realpath(dirname(wanted)).catch(() => undefined);
  if (above === undefined) {
    return failed(`The folder ${dirname(wanted)} is not there: make it first, or name another.`);
  }
  const found = await lstat(wanted).catch(() => undefined);
  const path = found === undefined ? join(above, basename(wanted)) : await realpath(wanted);
  const within = await realpath(data);
  if (path === within || path.startsWith(within + sep)) {
    return failed(`The backup ${wanted} would be in the data folder: name a folder elsewhere.`);
  }
  if (found !== undefined) {
    const { dev } = await stat(path);
    const isFolder = found.isDirectory();
    if (!isFolder || (await readdir(path)).length > 0) {
      const what = isFolder ? 'is not empty' : 'is there and is no folder';
      return failed(`${wanted} ${what}: name a folder that is not there yet.`);
    }
    if (dev !== (await stat(above)).dev || path === dirname(path)) {
      return failed(`${wanted} is a disk of its own: name a folder in it.`);
    }
  }
  await removeLeftovers(dirname(path), origin);
  const made = `${path}${unfinished}${nanoid(6)}`;
  await mkdir(made, { mode: 0o700 });
  await markMaker(made, origin);
  return { ok: true, target: { path, made } };
}

/** Gives it its name, once all in it is on the disk. */
export async function finishTarget({ path, made }: BackupTarget): Promise<void> {
  await rm(join(made, maker_file));
  await syncFolder(made);
  // An empty folder may be in its place. Where one cannot be replaced, it is removed before.
  if (process.platform === 'win32') await rmdir(path).catch(() => {});
  await rename(made, path);
  await syncFolder(dirname(path));
}

export async function removeTarget({ made }: BackupTarget): Promise<void> {
  await rm(made, { recursive: true, force: true }).catch(() => {});
}
