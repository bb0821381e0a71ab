import { readFileSync, statfsSync } from 'node:fs';
import { diskLimits } from './limits.ts';
import { Reserve } from './reserve.ts';
import { whyOf } from './state.ts';

/** Whether a write finds space on the disk. What cannot be had is thrown as the system says it. */
export class DiskSpace {
  readonly #folder: string;
  #reserve: Reserve | undefined;
  /** Size of the data file up to which more was found to be had. */
  #provenUpTo = 0;
  #proving: Promise<void> = Promise.resolve();
  #file_bytes_max = fileBytesMax();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get isOpen(): boolean {
    return this.#reserve !== undefined;
  }

  /** Makes the reserve. Throws where there is no space, or the folder cannot be written. */
  async open(): Promise<void> {
    const reserve = new Reserve(this.#folder);
    this.#reserve = reserve;
    if (this.free() < diskLimits.back_bytes) throw failure('ENOSPC');
    await reserve.hold(diskLimits.reserve_bytes);
  }

  /** Makes the reserve anew. Says whether there is space again. */
  async reopen(): Promise<boolean> {
    await this.#proving;
    this.#file_bytes_max = fileBytesMax();
    const reserve = new Reserve(this.#folder);
    this.#reserve?.close();
    this.#reserve = reserve;
    if (this.free() < diskLimits.back_bytes) return false;
    await reserve.hold(diskLimits.reserve_bytes);
    return true;
  }

  close(): void {
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

  /** Whether a file of `used_bytes` may grow by so many, and leave the margin free. */
  hasRoom(used_bytes: number, bytes: number): boolean {
    if (used_bytes + bytes > this.#file_bytes_max) throw failure('EFBIG');
    if (this.free() < bytes + diskLimits.margin_bytes) return false;
    const upTo = used_bytes + bytes;
    if (upTo <= this.#provenUpTo) return true;
    try {
      // Twice, so that it is tried once in a while and not for each write.
      this.#reserve!.prove(2 * bytes + diskLimits.proven_bytes);
    } catch (error) {
      if (whyOf(error) === 'read_only') throw error;
      return false;
    }
    this.#provenUpTo = upTo + bytes + diskLimits.proven_bytes;
    return true;
  }

  /** Once the reserve was let go of: throws where not even so many can be had. */
  proveLast(bytes: number): void {
    if (this.free() < bytes + diskLimits.last_margin_bytes) throw failure('ENOSPC');
    this.#reserve!.prove(bytes);
  }

  /** Tries off the event loop what `hasRoom` would try, where `isWanted` says so. Never rejects. */
  prepare(used_bytes: () => number, bytes: number, isWanted: () => boolean): Promise<void> {
    this.#proving = this.#proving
      .then(() => (isWanted() ? this.#prepare(used_bytes(), bytes) : undefined))
      .catch(() => {
        // `hasRoom` meets it too, and says why.
      });
    return this.#proving;
  }

  /** Lets go of the reserve. Says whether the disk is full; if not, it is the quota. */
  release(): boolean {
    this.#reserve!.release();
    return this.free() < diskLimits.back_bytes;
  }

  /** Nothing that was found to be had counts any more. */
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

/** What this process may make of one file, where the system says. */
function fileBytesMax(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max file size +(\d+)/mu.exec(limits)?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
