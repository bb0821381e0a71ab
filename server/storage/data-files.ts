import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Where the first page of an LMDB file says what it is: a magic number, then its format. */
const head_bytes = 64;
const marks = [Buffer.from('dec0efbe02000000', 'hex'), Buffer.from('beefc0de00000002', 'hex')];

/**
 * lmdb ends the process on some files that it cannot open, so they are looked at before it gets them.
 * Throws, saying what is wrong.
 */
export function checkDataFiles(folder: string): void {
  const head = readHead(join(folder, 'data.mdb'));
  readHead(join(folder, 'lock.mdb'));
  if (head.length > 0 && !marks.some((mark) => head.includes(mark))) {
    throw new Error('data.mdb is damaged, or of a format that this version does not know');
  }
}

/** Opened for writing, as lmdb will open it. Empty where there is none. */
function readHead(path: string): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  const file = openSync(path, 'r+');
  try {
    const head = Buffer.alloc(head_bytes);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
