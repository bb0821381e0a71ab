import { readFileSync, statfsSync } from 'node:fs';
import { diskLimits } from './disk-limits.ts';
import { Reserve } from './reserve.ts';
import { whyOf } from './state.ts';

/** Checks whether a write has space on the disk. Throws the errors of the system. */
export class DiskSpace {
  readonly #folder: string;
  #reserve: Reserve | undefined;
  /** Size of the data file up to which space was tested. */
  #provenUpTo = 0;
  #proving: Promise<void> = Promise.resolve();
  #file_bytes_max = fileBytesMax();
  #isClosed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get isOpen(): boolean {
    return this.#reserve !== undefined;
  }

  /** Creates the reserve. Throws where there is no space or the folder cannot be written. */
  async open(): Promise<void> {
    const reserve = new Reserve(this.#folder);
    this.#reserve = reserve;
    if (this.free() < diskLimits.back_bytes) throw failure('ENOSPC');
    await reserve.hold(diskLimits.reserve_bytes);
  }

  /** Creates the reserve again, unless it was closed. Returns whether there is space again. */
  async reopen(): Promise<boolean> {
    await this.#proving;
    if (this.#isClosed) return false;
    this.#file_bytes_max = fileBytesMax();
    const reserve = new Reserve(this.#folder);
    this.#reserve?.close();
    this.#reserve = reserve;
    if (this.free() < diskLimits.back_bytes) return false;
    await reserve.hold(diskLimits.reserve_bytes);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#reserve?.close();
    this.#reserve = undefined;
  }

  free(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }

  /** Throws where the folder cannot be written at all. */
  touch(): void {
    this.#reserve!.touch();
  }

  /** Whether a file of `used_bytes` may grow by so many bytes and leave the margin free. */
  hasRoom(used_bytes: number, bytes: number): boolean {
    if (used_bytes + bytes > this.#file_bytes_max) throw failure('EFBIG');
    if (this.free() < bytes + diskLimits.margin_bytes) return false;
    const upTo = used_bytes + bytes;
    if (upTo <= this.#provenUpTo) return true;
    try {
      // Twice as much, so that not every write needs a test.
      this.#reserve!.prove(2 * bytes + diskLimits.proven_bytes);
    } catch (error) {
      if (whyOf(error) === 'read_only') throw error;
      return false;
    }
    this.#provenUpTo = upTo + bytes + diskLimits.proven_bytes;
    return true;
  }

  /** After the reserve was released: throws where not even so many bytes are available. */
  proveLast(bytes: number): void {
    if (this.free() < bytes + diskLimits.last_margin_bytes) throw failure('ENOSPC');
    this.#reserve!.prove(bytes);
  }

  /** Tries off the event loop what `hasRoom` would try, where `isWanted` says so. Never rejects. */
  prepare(used_bytes: () => number, bytes: number, isWanted: () => boolean): Promise<void> {
    this.#proving = this.#proving
      .then(() => (isWanted() ? this.#prepare(used_bytes(), bytes) : undefined))
      .catch(() => {
        // `hasRoom` fails too, and reports why.
      });
    return this.#proving;
  }

  /** Releases the reserve. Returns whether the disk is full; otherwise the quota is used up. */
  release(): boolean {
    this.#reserve!.release();
    return this.free() < diskLimits.back_bytes;
  }

  /** Forgets what was tested. */
  forget(): void {
    this.#provenUpTo = 0;
  }

  async #prepare(used_bytes: number, bytes: number): Promise<void> {
    const upTo = used_bytes + bytes;
    if (upTo <= this.#provenUpTo) return;
    if (this.free() < bytes + diskLimits.margin_bytes) return;
    await this.#reserve!.proveAside(2 * bytes + diskLimits.proven_bytes);
    this.#provenUpTo = upTo + bytes + diskLimits.proven_bytes;
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** The bound of this process on the size of a file, where the system tells it. */
function fileBytesMax(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max file size +(\d+)/mu.exec(limits)?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
