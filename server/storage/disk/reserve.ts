import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const file_name = 'reserve';
/** Size that remains after a release, so that the file need not be created on a full disk. */
const least_bytes = 4096;
const chunk_bytes = 1024 * 1024;
/** Not zeros, which some file systems store as a hole. */
const filler = Buffer.from(
  Uint32Array.from({ length: chunk_bytes / 4 }, (_, i) => Math.imul(i + 1, 0x9e3779b1)).buffer,
);

/**
 * A file beside the data. It holds space for finishing what was begun when the disk gets full, and
 * is used for test writes. Its methods throw the errors of the system.
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

  /** Throws where this many more bytes are not available, also because of a quota. */
  prove(bytes: number): void {
    try {
      this.#write(bytes, this.#bytes);
    } finally {
      ftruncateSync(this.#fd, this.#bytes);
    }
  }

  /** The same off the event loop, for large sizes. One at a time. */
  async proveAside(bytes: number): Promise<void> {
    const file = await open(this.#path, 'r+');
    try {
      await fill(file, this.#bytes, this.#bytes + bytes);
    } finally {
      await file.truncate(this.#bytes);
      await file.close();
    }
  }

  /** Releases the held space. */
  release(): void {
    ftruncateSync(this.#fd, least_bytes);
    this.#bytes = least_bytes;
  }

  /** Holds this much space. Rejects where it is not available or does not reach the disk. */
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
