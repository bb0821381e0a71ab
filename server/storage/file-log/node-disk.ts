import { close, constants, fdatasync, fstatSync, fsync, open, statSync, write } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NameTaken, type LogDisk, type LogFile } from './disk.ts';

const openFile = promisify(open);
const syncFile = promisify(fsync);
const syncData = promisify(fdatasync);
const closeFile = promisify(close);

const zeros = Buffer.alloc(1024 * 1024);
const temporary_suffix = '.new';

export interface NodeDiskOptions {
  /**
   * How an append reaches the disk. `dsync`: one write that completes once the data is there, which
   * saves one turn through the thread pool. `datasync`: a write, then a flush; on macOS only this
   * reaches the medium.
   */
  readonly by?: 'dsync' | 'datasync';
}

/** The files of a folder. */
export class NodeDisk implements LogDisk {
  readonly #folder: string;
  readonly #by: 'dsync' | 'datasync';

  constructor(
    folder: string,
    { by = process.platform === 'linux' ? 'dsync' : 'datasync' }: NodeDiskOptions = {},
  ) {
    this.#folder = folder;
    this.#by = by;
  }

  list(): Promise<readonly string[]> {
    return readdir(this.#folder);
  }

  read(name: string): Promise<Buffer> {
    return readFile(this.#path(name));
  }

  async create(name: string, bytes: number): Promise<void> {
    const path = this.#path(name);
    // An empty file claims the name, since renaming alone would replace the file of another
    // process.
    await closeFile(await claim(path, name));
    const made = path + temporary_suffix;
    try {
      await writeZeros(made, bytes);
      await rename(made, path);
      await this.#syncFolder();
    } catch (error) {
      // Frees what was written of it on a full disk.
      for (const left of [made, path]) await rm(left, { force: true }).catch(() => {});
      throw error;
    }
  }

  async open(name: string): Promise<LogFile> {
    const isDsync = this.#by === 'dsync';
    const flags = constants.O_RDWR | (isDsync ? constants.O_DSYNC : 0);
    const path = this.#path(name);
    const fd = await openFile(path, flags);
    const { dev, ino } = fstatSync(fd);
    return {
      append: async (bytes, at) => {
        await writeAll(fd, bytes, at);
        if (!isDsync) await syncData(fd);
      },
      isInPlace: () => {
        const found = statSync(path, { throwIfNoEntry: false });
        return found !== undefined && found.dev === dev && found.ino === ino;
      },
      close: () => closeFile(fd),
    };
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  async #syncFolder(): Promise<void> {
    const fd = await openFile(this.#folder, 'r');
    try {
      await syncFile(fd);
    } finally {
      await closeFile(fd);
    }
  }
}

async function claim(path: string, name: string): Promise<number> {
  try {
    return await openFile(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new NameTaken(name);
    throw error;
  }
}

async function writeZeros(path: string, bytes: number): Promise<void> {
  const fd = await openFile(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes; at += zeros.length) {
      await writeAll(fd, zeros.subarray(0, Math.min(zeros.length, bytes - at)), at);
    }
    await syncFile(fd);
  } finally {
    await closeFile(fd);
  }
}

/** A partial write is a failure: it is not continued. */
function writeAll(fd: number, bytes: Uint8Array, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, at, (error, written) => {
      if (error !== null) reject(error);
      else if (written < bytes.length) {
        reject(new Error(`only ${written} of ${bytes.length} bytes could be written`));
      } else resolve();
    });
  });
}
