import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const file_name = 'reserve';
/** What stays of the file when all is let go, so that it need not be made anew on a full disk. */
const least_bytes = 4096;
const chunk_bytes = 1024 * 1024;
/** Not zeros, which some file systems store as nothing. */
const filler = Buffer.from(
  Uint32Array.from({ length: chunk_bytes / 4 }, (_, i) => Math.imul(i + 1, 0x9e3779b1)).buffer,
);

/**
 * A file of our own beside the data: bytes that are held back for what was begun when the disk gets
 * full, and a place where a write can be tried without harm. Its calls throw what the system says.
 */
export class Reserve {
  readonly #path: string;
  readonly #fd: number;
  #bytes: number;

  /** Throws where not even a small file can be made. */
  constructor(folder: string) {
    this.#path = join(folder, file_name);
    this.#fd = openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      this.#bytes = Math.max(fstatSync(this.#fd).size, least_bytes);
      this.#write(least_bytes, 0);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /** Writes in place, where there is space already: fails where the folder turned read-only. */
  touch(): void {
    writeSync(this.#fd, filler, 0, 1, 0);
  }

  /** Fails where this many more bytes cannot be had, also for the quota of this user. */
  prove(bytes: number): void {
    try {
      this.#write(bytes, this.#bytes);
    } finally {
      ftruncateSync(this.#fd, this.#bytes);
    }
  }

  /** The same off the event loop, for what is much. Not before an earlier one ended. */
  async proveAside(bytes: number): Promise<void> {
    const file = await open(this.#path, 'r+');
    try {
      await fill(file, this.#bytes, this.#bytes + bytes);
    } finally {
      await file.truncate(this.#bytes);
      await file.close();
    }
  }

  /** Lets go of all that is held back. */
  release(): void {
    ftruncateSync(this.#fd, least_bytes);
    this.#bytes = least_bytes;
  }

  /** Holds this much back: rejects where it cannot be had, or does not reach the disk. */
  async hold(bytes: number): Promise<void> {
    if (this.#bytes === bytes) return;
    const file = await open(this.#path, 'r+');
    try {
      await fill(file, least_bytes, bytes);
      await file.truncate(bytes);
      await file.datasync();
      this.#bytes = bytes;
    } catch (error) {
      await file.truncate(least_bytes).catch(() => {});
      throw error;
    } finally {
      await file.close();
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(bytes: number, from: number): void {
    for (let done = 0; done < bytes;) {
      const length = Math.min(chunk_bytes, bytes - done);
      done += writeSync(this.#fd, filler, 0, length, from + done);
    }
  }
}

async function fill(file: FileHandle, from: number, to: number): Promise<void> {
  for (let at = from; at < to;) {
    at += (await file.write(filler, 0, Math.min(chunk_bytes, to - at), at)).bytesWritten;
  }
}
