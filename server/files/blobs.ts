import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { mkdirSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nanoid } from 'nanoid';

/** Bytes that are kept under their own SHA-256, and never changed. */
export interface Blobs {
  /** A path for a file that is not yet whole. */
  temporary(): string;
  /** Takes a file that is whole and flushed to its place, which is on the disk when this resolves. */
  adopt(temporary: string, sha256: string): Promise<void>;
  /** Removes a file that will not be whole. Never rejects. */
  drop(temporary: string): Promise<void>;
  /** Undefined where there is none. The caller closes it. */
  open(sha256: string): Promise<OpenBlob | undefined>;
  all(): AsyncIterable<Blob>;
  /** At once, so that nothing can come between the look whether it is wanted and this. */
  remove(sha256: string): void;
}

export interface OpenBlob {
  readonly handle: FileHandle;
  readonly bytes: number;
}

export interface Blob {
  readonly sha256: string;
  readonly bytes: number;
  /** When it was written last. */
  readonly modified_ms: number;
}

/** Below the data folder: `files/ab/ab12…`. */
const files_folder = 'files';
const incoming_folder = 'incoming';
const sha256_form = /^[0-9a-f]{64}$/u;

/** Where a blob is in the data folder. */
function blobPath(data: string, sha256: string): string {
  if (!sha256_form.test(sha256)) throw new Error(`no SHA-256: ${sha256}`);
  return join(data, files_folder, sha256.slice(0, 2), sha256);
}

/** Blobs in a data folder that this process holds. What an earlier one left half is removed. */
export function openBlobs(data: string): Blobs {
  const folder = join(data, files_folder);
  const incoming = join(folder, incoming_folder);
  let isMade = false;
  return {
    temporary() {
      if (!isMade) {
        rmSync(incoming, { recursive: true, force: true });
        mkdirSync(incoming, { recursive: true, mode: 0o700 });
        isMade = true;
      }
      return join(incoming, nanoid());
    },
    async adopt(temporary, sha256) {
      const path = blobPath(data, sha256);
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (made !== undefined) {
        await syncFolder(folder);
        await syncFolder(data);
      }
      // Also over the same bytes: what is swept at this moment is another file then.
      await rename(temporary, path);
      await syncFolder(dirname(path));
    },
    async drop(temporary) {
      await rm(temporary, { force: true }).catch(() => {});
    },
    async open(sha256) {
      if (!sha256_form.test(sha256)) return undefined;
      try {
        const handle = await open(blobPath(data, sha256), 'r');
        const { size } = await handle.stat();
        return { handle, bytes: size };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    all: () => allBlobs(data),
    remove(sha256) {
      try {
        unlinkSync(blobPath(data, sha256));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** All blobs of a data folder, also of one that nobody holds. */
async function* allBlobs(data: string): AsyncGenerator<Blob> {
  const folder = join(data, files_folder);
  for (const prefix of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/u.test(prefix)) continue;
    for (const sha256 of await namesIn(join(folder, prefix))) {
      if (!sha256_form.test(sha256) || !sha256.startsWith(prefix)) continue;
      const found = await stat(join(folder, prefix, sha256)).catch(() => undefined);
      if (found?.isFile() !== true) continue;
      yield { sha256, bytes: found.size, modified_ms: found.mtimeMs };
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows does not let a folder be opened.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
