import { closeSync, fstatSync, openSync, readSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { RootDatabase, Transaction } from 'lmdb';
import { extentOf } from './page-file.ts';

const readFile = promisify(read);

/**
 * The data file as it is at one moment, to be copied page by page while writes go on: as long as a
 * read transaction of that moment is held, LMDB writes to none of its pages but the first two, which
 * are kept in memory.
 *
 * Not by lmdb's own `backup`: that cannot be cut off, so that closing the environment meanwhile ends
 * the process, and it holds the write lock while it waits for the disk of the copy.
 */
export class DataSnapshot {
  /** How long a copy is. */
  readonly bytes: number;
  readonly #fd: number;
  readonly #first: Buffer;
  readonly #transaction: Held;
  readonly #onEnd: () => void;
  #isEnded = false;
  #reads = 0;

  private constructor(
    fd: number,
    first: Buffer,
    bytes: number,
    transaction: Held,
    onEnd: () => void,
  ) {
    this.#fd = fd;
    this.#first = first;
    this.bytes = bytes;
    this.#transaction = transaction;
    this.#onEnd = onEnd;
  }

  /**
   * To be called while no write is under way. Throws where the file cannot be read. `onEnd`: called
   * once it does not need the file any more.
   */
  static take(
    root: RootDatabase<Buffer>,
    path: string,
    onEnd: () => void = () => {},
  ): DataSnapshot {
    const fd = openSync(path, 'r');
    let transaction: Held | undefined;
    try {
      root.resetReadTxn();
      transaction = root.useReadTransaction();
      // Other reads get a transaction of their own.
      root.resetReadTxn();
      const extent = extentOf(fd);
      const first = Buffer.alloc(extent.first_bytes);
      readSync(fd, first, 0, first.length, 0);
      // The last pages are not in the file where they are free.
      const bytes = Math.min(extent.bytes, fstatSync(fd).size);
      return new DataSnapshot(fd, first, bytes, transaction, onEnd);
    } catch (error) {
      transaction?.done();
      closeSync(fd);
      throw error;
    }
  }

  /** Reads into a buffer what is at this place. Resolves to how many bytes that is; 0: the end. */
  async read(into: Buffer, at: number): Promise<number> {
    const wanted = Math.min(into.length, this.bytes - at);
    if (wanted <= 0) return 0;
    this.#reads += 1;
    try {
      const { bytesRead } = await readFile(this.#fd, into, 0, wanted, at);
      // A read that failed elsewhere may have ended the transaction, and its pages may be others now.
      if (this.#isEnded || this.#transaction.isCommitted === true) {
        throw new Error('the data file was closed meanwhile');
      }
      if (bytesRead === 0) throw new Error('data.mdb was cut short meanwhile');
      if (at < this.#first.length)
        this.#first.copy(into, 0, at, Math.min(at + bytesRead, this.#first.length));
      return bytesRead;
    } finally {
      this.#reads -= 1;
      this.#close();
    }
  }

  /** Lets LMDB use its pages again. What is being read then fails. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (this.#transaction.isCommitted !== true) this.#transaction.done();
    this.#close();
  }

  #close(): void {
    if (!this.#isEnded || this.#reads > 0) return;
    closeSync(this.#fd);
    this.#onEnd();
  }
}

/** `isCommitted` is not in the types of lmdb; see `dropReadTransaction`. */
type Held = Transaction & { done(): void; readonly isCommitted?: boolean };
