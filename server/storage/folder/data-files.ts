import { closeSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileFault, folderFault } from '../../platform/file-fault.ts';
import { whyOf } from '../disk/state.ts';
import { stateOf } from '../lmdb/page-file.ts';

/** The folder of the log in the data folder. */
export const log_folder = 'log';
/** Where a restore makes the data, in the data folder. While it is there no server starts. */
export const restore_folder = 'restore.unfinished';

/** The bytes of lock.mdb that one process uses. */
const lock_bytes = 4096;

/** What is in the place of files that this server keeps in a folder, if something is. */
export function placeFault(folder: string): string | undefined {
  if (statSync(join(folder, restore_folder), { throwIfNoEntry: false }) !== undefined) {
    return `A restore into ${folder} was cut off: run shardbell restore again, or empty the folder.`;
  }
  for (const name of ['server.pid', 'reserve', 'data.mdb', 'lock.mdb']) {
    const fault = fileFault(join(folder, name));
    if (fault !== undefined) return fault;
  }
  return folderFault(join(folder, log_folder));
}

/** Whether something was stored in a folder. */
export function holdsData(folder: string): boolean {
  return bytesOf(join(folder, 'data.mdb')) !== undefined;
}

/**
 * Checks the files of LMDB before lmdb opens them: it ends the process on some files that it cannot
 * open, and creates an empty data file where one is missing. Throws, saying what is wrong and what
 * to do. Returns how many pages are damaged.
 */
export function checkDataFiles(folder: string, readOnly: boolean): number {
  const flags = readOnly ? 'r' : 'r+';
  const lockFile = join(folder, 'lock.mdb');
  const hasLock = bytesOf(lockFile) !== undefined;
  if (hasLock) closeSync(openSync(lockFile, flags));
  const damaged = checkDataFile(join(folder, 'data.mdb'), flags, hasLock);
  if (!hasLock) makeLockFile(lockFile);
  return damaged;
}

function checkDataFile(path: string, flags: 'r' | 'r+', hasLock: boolean): number {
  const bytes = bytesOf(path);
  if (bytes === undefined) {
    if (!hasLock) return 0;
    throw new Error(
      'lock.mdb is there but data.mdb is not: mount the volume that holds it or put it back, or remove lock.mdb to begin with nothing',
    );
  }
  if (bytes === 0) {
    throw new Error(
      'data.mdb is empty: put a backup in its place, or remove it and lock.mdb to begin with nothing',
    );
  }
  const state = stateOf(path, flags);
  switch (state.kind) {
    case 'whole':
      return state.damaged_pages;
    case 'foreign':
      throw new Error('data.mdb is damaged, or of a format that this version does not know');
    case 'cut_short':
      throw new Error(
        `data.mdb was cut short, it has ${state.bytes} of ${state.wanted_bytes} bytes: put a backup in its place`,
      );
  }
}

/**
 * lmdb would create it as a sparse file and write to it through memory: on a full disk, where the
 * hole cannot be filled, that ends the process.
 */
export function makeLockFile(path: string): void {
  try {
    writeFileSync(path, Buffer.alloc(lock_bytes), { mode: 0o600 });
  } catch (error) {
    // On a read-only disk lmdb reads without one; on a full disk it could be created half.
    if (whyOf(error) !== 'read_only') throw error;
  }
}

function bytesOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
