import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'lmdb';
import { encode } from '../packed/codec.ts';
import type { LmdbWrite } from './databases.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import { pageBytesOf } from './page-bytes.ts';

/**
 * The right to write. Every start makes itself the owner by raising the version of one record, and
 * a batch is written only if that version is still its own. LMDB checks this inside the write lock
 * that all processes on a folder share, so a former owner cannot write another byte.
 */
export class Owner {
  #meta: Database<Buffer>;
  readonly #version: number;
  readonly #disk: DiskWatch;
  #writing = 0;

  private constructor(meta: Database<Buffer>, version: number, disk: DiskWatch) {
    this.#meta = meta;
    this.#version = version;
    this.#disk = disk;
  }

  /** Takes ownership: from now on nobody else can write. Throws if the folder cannot be written. */
  static take(meta: Database<Buffer>, disk: DiskWatch): Owner {
    const trouble = disk.admit(pageBytesOf([], disk.usedBytes));
    if (trouble !== undefined) throw new Error(trouble.sentence);
    const version = meta.transactionSync(() => {
      const next = (meta.getEntry('owner')?.version ?? 0) + 1;
      void meta.put('owner', encode({ pid: process.pid, host: hostname() }), next);
      return next;
    });
    return new Owner(meta, version, disk);
  }

  /** Called with no write under way: the data file was replaced by a copy, which says the same. */
  moveTo(meta: Database<Buffer>): void {
    this.#meta = meta;
  }

  /** Whether a write is under way. */
  get isWriting(): boolean {
    return this.#writing > 0;
  }

  /**
   * As `write`, for what a start depends on: also rejects when another process owns the folder now.
   */
  async writeFirst(writes: readonly LmdbWrite[]): Promise<void> {
    if (!(await this.write(writes))) throw new Error('another server has taken it over');
  }

  /** Before a large write: checks its space off the event loop. */
  prepare(writes: readonly LmdbWrite[]): Promise<void> {
    return this.#disk.prepare(pageBytesOf(writes, this.#disk.usedBytes));
  }

  /**
   * Writes all of it or nothing. Resolves, once it is on disk, to whether it was written: `false`
   * when another process owns the folder now. Rejects when the disk failed or would fail.
   */
  async write(writes: readonly LmdbWrite[]): Promise<boolean> {
    const trouble = this.#disk.admit(pageBytesOf(writes, this.#disk.usedBytes));
    if (trouble !== undefined) throw new Error(trouble.sentence);
    this.#writing += 1;
    try {
      // An error in here would leave half a batch, so keys and values were checked before.
      return await this.#meta.ifVersion('owner', this.#version, () => {
        for (const { db, key, value } of writes) {
          void (value === undefined ? db.remove(key) : db.put(key, value));
        }
      });
    } catch (error) {
      // lmdb also prints the error on standard error, without a newline, and the log goes there as
      // well.
      writeSync(2, '\n');
      this.#disk.failed();
      throw await causeOf(error);
    } finally {
      this.#writing -= 1;
    }
  }

  /** Whether this process is still the owner, as the disk says at this moment. */
  isCurrent(): boolean {
    try {
      this.#meta.resetReadTxn();
      return this.#meta.getEntry('owner')?.version === this.#version;
    } catch {
      // It is unknown, so nobody is told anything more.
      return false;
    }
  }

  /**
   * After a rejected write: whether the environment still works, so that the write is certainly
   * void. An environment whose meta page could not be written refuses any transaction, even to
   * read, and it is unknown what is on disk.
   */
  isSound(): boolean {
    try {
      this.#meta.resetReadTxn();
      this.#meta.get('owner');
      return true;
    } catch {
      return false;
    }
  }
}

/** LMDB gives the cause in a second promise, which rejects a moment later and must be handled. */
async function causeOf(error: unknown): Promise<unknown> {
  try {
    await (error as { commitError?: Promise<never> }).commitError;
    return error;
  } catch (cause) {
    return cause;
  }
}
