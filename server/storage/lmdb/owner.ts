import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'lmdb';
import { encode } from '../packed/codec.ts';
import type { LmdbWrite } from './databases.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import { pageBytesOf } from './page-bytes.ts';

/**
 * Who may write. Every start makes itself the owner by raising the version of one record, and every
 * batch is written only if that version is still its own. LMDB checks it inside the write lock that
 * all processes on a folder share, so whoever owned the folder before cannot write one byte more.
 */
export class Owner {
  readonly #meta: Database<Buffer>;
  readonly #version: number;
  readonly #disk: DiskWatch;

  private constructor(meta: Database<Buffer>, version: number, disk: DiskWatch) {
    this.#meta = meta;
    this.#version = version;
    this.#disk = disk;
  }

  /** From here on nobody else writes. Throws if the folder cannot be written. */
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

  /** The same for what a start rests on: rejects also when somebody else owns the folder now. */
  async writeFirst(writes: readonly LmdbWrite[]): Promise<void> {
    if (!(await this.write(writes))) throw new Error('another server has taken it over');
  }

  /** Before a large write: looks for its space off the event loop. */
  prepare(writes: readonly LmdbWrite[]): Promise<void> {
    return this.#disk.prepare(pageBytesOf(writes, this.#disk.usedBytes));
  }

  /**
   * All of it or nothing. Resolves, once it is on disk, to whether it was written: `false` when
   * somebody else owns the folder now. Rejects when the disk refused it, or would.
   */
  async write(writes: readonly LmdbWrite[]): Promise<boolean> {
    const trouble = this.#disk.admit(pageBytesOf(writes, this.#disk.usedBytes));
    if (trouble !== undefined) throw new Error(trouble.sentence);
    try {
      // A throw in here would leave half a batch behind: keys and values were checked before.
      return await this.#meta.ifVersion('owner', this.#version, () => {
        for (const { db, key, value } of writes) {
          void (value === undefined ? db.remove(key) : db.put(key, value));
        }
      });
    } catch (error) {
      // lmdb says it on standard error too, without an end of its line, and the log goes there as well.
      writeSync(2, '\n');
      this.#disk.failed();
      throw await causeOf(error);
    }
  }

  /** Whether nobody has taken the folder since, as it is on the disk at this moment. */
  isCurrent(): boolean {
    try {
      this.#meta.resetReadTxn();
      return this.#meta.getEntry('owner')?.version === this.#version;
    } catch {
      // It cannot be told, so nothing more is.
      return false;
    }
  }

  /**
   * After a write was rejected: whether the environment is sound, and so the write certainly void. An
   * environment whose meta page could not be written refuses to begin any transaction, even to read,
   * and nobody can tell what is on disk.
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

/** LMDB tells why in a second promise, which rejects a moment later and must be heard. */
async function causeOf(error: unknown): Promise<unknown> {
  try {
    await (error as { commitError?: Promise<never> }).commitError;
    return error;
  } catch (cause) {
    return cause;
  }
}
