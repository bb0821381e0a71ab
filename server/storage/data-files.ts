import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyOf } from './disk/standing.ts';

/** Where the first page of an LMDB file says what it is: a magic number, then its format. */
const head_bytes = 64;
/** The part of lock.mdb that one process uses. */
const lock_bytes = 4096;
const marks = [Buffer.from('dec0efbe02000000', 'hex'), Buffer.from('beefc0de00000002', 'hex')];

/** Whether something was stored in a folder. */
export function holdsData(folder: string): boolean {
  return existsSync(join(folder, 'data.mdb'));
}

/**
 * lmdb ends the process on some files that it cannot open, so they are looked at before it gets them.
 * Throws, saying what is wrong.
 */
export function checkDataFiles(folder: string, readOnly: boolean): void {
  const flags = readOnly ? 'r' : 'r+';
  const head = readHead(join(folder, 'data.mdb'), flags);
  const lockFile = join(folder, 'lock.mdb');
  readHead(lockFile, flags);
  if (head.length > 0 && !marks.some((mark) => head.includes(mark))) {
    throw new Error('data.mdb is damaged, or of a format that this version does not know');
  }
  if (!existsSync(lockFile)) makeLockFile(lockFile);
}

/**
 * lmdb makes it with a hole, and writes into that through memory: on a full disk, where the hole
 * cannot be filled, that ends the process.
 */
function makeLockFile(path: string): void {
  try {
    writeFileSync(path, Buffer.alloc(lock_bytes), { mode: 0o600 });
  } catch (error) {
    // Without one lmdb reads where it cannot be made, but on a full disk it could be, half.
    if (whyOf(error) !== 'read_only') throw error;
  }
}

/** Opened as lmdb will open it. Empty where there is none. */
function readHead(path: string, flags: 'r' | 'r+'): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  const file = openSync(path, flags);
  try {
    const head = Buffer.alloc(head_bytes);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
