import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import { failed, type Failed } from '../../platform/failed.ts';
import { BehindTables } from '../behind/behind-tables.ts';
import { decode, encode } from '../packed/codec.ts';
import { Damage } from '../lmdb/damage.ts';
import { removeUnfinished } from './compaction.ts';
import { checkDataFiles, log_folder, placeFault } from './data-files.ts';
import {
  dropReadTransaction,
  openDatabases,
  openMeta,
  openRoot,
  type LmdbDatabases,
} from '../lmdb/databases.ts';
import { DiskWatch } from '../disk/disk-watch.ts';
import type { LogDisk } from '../file-log/disk.ts';
import { fileLogLimits } from '../file-log/file-log-limits.ts';
import { NodeDisk } from '../file-log/node-disk.ts';
import { backupFault } from './backup-fault.ts';
import { folder_schema, folderSchemaWrite, upgradeFolder } from './folder-schema.ts';
import { FolderLog } from './folder-log.ts';
import type { OpenFolder } from './folder-log-deps.ts';
import { lmdbLimits } from '../lmdb-limits.ts';
import { lockFolder, type FolderLock } from './lock.ts';
import { Owner } from '../lmdb/owner.ts';

export interface FolderOptions {
  /**
   * Called at most once, when nothing can be written any more: another server took the folder, or
   * the disk failed or does not answer. Reads still work; the server should say so and exit.
   */
  readonly onLost?: (sentence: string) => void;
  /** Called with harmless damage. */
  readonly onWarning?: (sentence: string) => void;
  /** For tests: the bounds of waits, and a replacement for the disk of the log. */
  readonly commit_wait_ms?: number;
  readonly lost_after_ms?: number;
  readonly start_wait_ms?: number;
  readonly logDisk?: (disk: LogDisk) => LogDisk;
}

interface Kept {
  readonly log: FolderLog;
  readonly tables: BehindTables;
  /** The first epoch of the data. */
  readonly origin: string;
}

export type Opened =
  | (Kept & { readonly ok: true; readonly disk: DiskWatch; readonly damage: Damage })
  | Failed;

/**
 * Opens the log and the tables in a folder, which is created if it is missing. Where the disk takes
 * no writes the data is opened for reading, and for writing too once it does.
 */
export async function openFolder(path: string, options: FolderOptions = {}): Promise<Opened> {
  let disk: DiskWatch | undefined;
  let lock: FolderLock | undefined;
  try {
    const backup = backupFault(path);
    if (backup !== undefined) return failed(backup);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const fault = placeFault(path);
    if (fault !== undefined) return failed(fault);
    lock = lockFolder(path);
    if (lock === undefined) return failed(inUse(path));
    disk = await DiskWatch.open(path);
  } catch (error) {
    lock?.release();
    return failed(`The data folder ${path} cannot be written: ${reasonOf(error, path)}.`);
  }
  const opened = await new FolderOpening(path, disk, options).open(lock);
  if (!opened.ok) {
    disk.close();
    lock.release();
  }
  return opened;
}

class FolderOpening {
  readonly #path: string;
  readonly #disk: DiskWatch;
  readonly #logDisk: LogDisk;
  readonly #options: FolderOptions;
  readonly #damage = new Damage();

  constructor(path: string, disk: DiskWatch, options: FolderOptions) {
    const logDisk = new NodeDisk(join(path, log_folder));
    this.#path = path;
    this.#disk = disk;
    this.#logDisk = options.logDisk?.(logDisk) ?? logDisk;
    this.#options = options;
  }

  async open(lock: FolderLock): Promise<Opened> {
    const { trouble } = this.#disk;
    const readOnly = trouble !== undefined;
    let root: LmdbDatabases['root'] | undefined;
    let sentence: string;
    try {
      const damagedPages = checkDataFiles(this.#path, readOnly);
      if (!readOnly) removeUnfinished(this.#path);
      if (damagedPages > 0) this.#damage.foundPages(damagedPages);
      root = openRoot(this.#path, readOnly);
      const meta = openMeta(root);
      // Checked before anything is written, and not with `decode`, which may not know the form.
      const found = meta.get('schema')?.[0] ?? folder_schema;
      if (found <= folder_schema && !(readOnly && found < folder_schema)) {
        this.#disk.guard(join(this.#path, 'data.mdb'), join(this.#path, 'lock.mdb'));
        const kept = readOnly
          ? await this.#startReading(root, meta, lock)
          : await this.#start(root, meta, lock, found);
        return { ok: true, ...kept, disk: this.#disk, damage: this.#damage };
      }
      sentence =
        found > folder_schema
          ? `The data in ${this.#path} was written by a newer version of Shardbell.`
          : `The data in ${this.#path} has to be brought to today's form first. ${trouble?.sentence}`;
    } catch (error) {
      sentence = `The data folder ${this.#path} cannot be opened: ${reasonOf(error, this.#path)}.`;
      if (readOnly) sentence += ` ${trouble.sentence}`;
    }
    await root?.close();
    return failed(sentence);
  }

  async #start(
    root: LmdbDatabases['root'],
    meta: LmdbDatabases['meta'],
    lock: FolderLock,
    found: number,
  ): Promise<Kept> {
    const owner = Owner.take(meta, this.#disk);
    const stored = meta.get('epoch');
    const epoch = stored === undefined ? nanoid() : (decode(stored) as string);
    if (stored === undefined) {
      const begun = [{ db: meta, key: 'epoch', value: encode(epoch) }, folderSchemaWrite(meta)];
      await owner.writeFirst(begun);
    }
    const dbs = openDatabases(root, meta);
    await upgradeFolder(dbs, owner, found, (what, error) => {
      dropReadTransaction(root);
      this.#damage.met(what, error);
    });
    makeFolder(join(this.#path, log_folder));
    return this.#kept({ dbs, owner, lock }, epoch);
  }

  /** Opens for reading until the disk takes writes again; then the folder is reopened. */
  async #startReading(
    root: LmdbDatabases['root'],
    meta: LmdbDatabases['meta'],
    lock: FolderLock,
  ): Promise<Kept> {
    const stored = meta.get('epoch');
    if (stored === undefined) throw new Error('there is nothing in it to be read');
    let open: OpenFolder = { dbs: openDatabases(root, meta), owner: undefined, lock };
    const kept = await this.#kept(open, decode(stored) as string);
    const reopen = (): void => {
      open.lock.release();
      const marked = lockFolder(this.#path);
      if (marked === undefined) return this.#options.onLost?.(inUse(this.#path));
      // All of this is synchronous: with nothing to write lmdb closes at once, and no read comes in
      // between.
      void open.dbs.root.close();
      open = this.#openToWrite(marked) ?? this.#openToRead(marked);
      kept.tables.reopened(open.dbs, open.owner);
      void kept.log.reopened(open).then((isBegun) => {
        if (!isBegun) this.#disk.onceOpen(reopen);
      });
    };
    this.#disk.onceOpen(reopen);
    return kept;
  }

  /** Undefined where the disk fails again. */
  #openToWrite(lock: FolderLock): OpenFolder | undefined {
    let root: LmdbDatabases['root'] | undefined;
    try {
      root = openRoot(this.#path);
      const meta = openMeta(root);
      return { dbs: openDatabases(root, meta), owner: Owner.take(meta, this.#disk), lock };
    } catch {
      void root?.close();
      this.#disk.failed();
      return undefined;
    }
  }

  #openToRead(lock: FolderLock): OpenFolder {
    const root = openRoot(this.#path, true);
    return { dbs: openDatabases(root, openMeta(root)), owner: undefined, lock };
  }

  async #kept(folder: OpenFolder, epoch: string): Promise<Kept> {
    const over = new AbortController();
    // Reported once, by the log or the tables, whichever notices first.
    const onLost = (sentence: string): void => {
      if (over.signal.aborted) return;
      over.abort(new Error(sentence));
      this.#options.onLost?.(sentence);
    };
    const restored = folder.dbs.meta.get('origin');
    const origin = restored === undefined ? epoch : (decode(restored) as string);
    const { commit_wait_ms, lost_after_ms } = { ...lmdbLimits, ...this.#options };
    const waits = { commit_wait_ms, lost_after_ms };
    const { onWarning = () => {}, start_wait_ms = fileLogLimits.start_wait_ms } = this.#options;
    const common = { disk: this.#disk, onLost };
    const tables = new BehindTables({ ...common, ...folder, damage: this.#damage, limits: waits });
    const files = { path: join(this.#path, log_folder), disk: this.#logDisk };
    try {
      const parts = {
        ...common,
        ...waits,
        folder,
        files,
        tables,
        epoch,
        onWarning,
        start_wait_ms,
        over: over.signal,
      };
      return { log: await FolderLog.open(parts), tables, origin };
    } catch (error) {
      tables.writer.halt();
      throw error;
    }
  }
}

/** The name of the folder must be on the disk first: without it all files in it would be lost. */
function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const parent = openSync(dirname(path), 'r');
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
}

function inUse(path: string): string {
  return `The data folder ${path} is in use by a running server.`;
}

/** "EACCES: permission denied, mkdir '/data'" is said as "permission denied". */
function reasonOf(error: unknown, folder: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const { path } = error as NodeJS.ErrnoException;
  const of = path === undefined || path === folder ? '' : `${basename(path)}: `;
  return of + message.replace(/^E[A-Z]+: (.*?), .*$/u, '$1').replace(/\.$/u, '');
}
