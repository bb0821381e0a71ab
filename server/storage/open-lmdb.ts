import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nanoid } from 'nanoid';
import { decode, encode } from './codec.ts';
import { checkDataFiles, placeFault } from './data-files.ts';
import {
  dropReadTransaction,
  openDatabases,
  openMeta,
  openRoot,
  type LmdbDatabases,
} from './databases.ts';
import { Damage } from './damage.ts';
import { DiskWatch } from './disk/disk-watch.ts';
import { lmdbLimits } from './lmdb-limits.ts';
import { LmdbLog, type OpenFolder } from './lmdb-log.ts';
import { LmdbTables } from './lmdb-tables.ts';
import { folder_schema, folderSchemaWrite, upgradeFolder } from './folder-schema.ts';
import { lockFolder, type FolderLock } from './lock.ts';
import { Owner } from './owner.ts';

export interface LmdbOptions {
  /**
   * Called at most once, when nothing can be written any more: another server took the folder, or the
   * disk failed or stays silent. Reads may go on; the server should say so and exit.
   */
  readonly onLost?: (sentence: string) => void;
  readonly commit_wait_ms?: number;
  readonly lost_after_ms?: number;
}

interface Kept {
  readonly log: LmdbLog;
  readonly tables: LmdbTables;
}

export type Opened =
  | {
      readonly ok: true;
      readonly log: LmdbLog;
      readonly tables: LmdbTables;
      readonly disk: DiskWatch;
      readonly damage: Damage;
    }
  | { readonly ok: false; readonly sentence: string };

/**
 * Opens the log and the tables in a folder, which is made if it is missing. Where the disk takes no writes what
 * is there is opened for reading, and for writing too once it does.
 */
export async function openLmdb(folder: string, options: LmdbOptions = {}): Promise<Opened> {
  let disk: DiskWatch | undefined;
  let lock: FolderLock | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fault = placeFault(folder);
    if (fault !== undefined) return no(fault);
    lock = lockFolder(folder);
    if (lock === undefined) return no(`The data folder ${folder} is in use by a running server.`);
    disk = await DiskWatch.open(folder);
  } catch (error) {
    lock?.release();
    return no(`The data folder ${folder} cannot be written: ${reasonOf(error, folder)}.`);
  }
  const opened = await openOn(folder, disk, lock, options);
  if (!opened.ok) {
    disk.close();
    lock.release();
  }
  return opened;
}

async function openOn(
  folder: string,
  disk: DiskWatch,
  lock: FolderLock,
  options: LmdbOptions,
): Promise<Opened> {
  const { trouble } = disk;
  const readOnly = trouble !== undefined;
  const damage = new Damage();
  let root: LmdbDatabases['root'] | undefined;
  let sentence: string;
  try {
    const damagedPages = checkDataFiles(folder, readOnly);
    if (damagedPages > 0) damage.foundPages(damagedPages);
    root = openRoot(folder, readOnly);
    const meta = openMeta(root);
    // Looked at before anything is written, and not by `decode`, which may not know its form.
    const found = meta.get('schema')?.[0] ?? folder_schema;
    if (found <= folder_schema && !(readOnly && found < folder_schema)) {
      disk.guard(join(folder, 'data.mdb'), join(folder, 'lock.mdb'));
      const kept = readOnly
        ? startReading(folder, root, meta, lock, disk, damage, options)
        : await start(root, meta, lock, disk, damage, options, found);
      return { ok: true, ...kept, disk, damage };
    }
    sentence =
      found > folder_schema
        ? `The data in ${folder} was written by a newer version of Shardbell.`
        : `The data in ${folder} has to be brought to today's form first. ${trouble?.sentence}`;
  } catch (error) {
    sentence = `The data folder ${folder} cannot be opened: ${reasonOf(error, folder)}.`;
    if (readOnly) sentence += ` ${trouble.sentence}`;
  }
  await root?.close();
  return no(sentence);
}

async function start(
  root: LmdbDatabases['root'],
  meta: LmdbDatabases['meta'],
  lock: FolderLock,
  disk: DiskWatch,
  damage: Damage,
  options: LmdbOptions,
  found: number,
): Promise<Kept> {
  const owner = Owner.take(meta, disk);
  const stored = meta.get('epoch');
  const epoch = stored === undefined ? nanoid() : (decode(stored) as string);
  if (stored === undefined) {
    const begun = [{ db: meta, key: 'epoch', value: encode(epoch) }, folderSchemaWrite(meta)];
    await owner.writeFirst(begun);
  }
  const dbs = openDatabases(root, meta);
  if (found < folder_schema) {
    await upgradeFolder(dbs, owner, found, (what, error) => {
      dropReadTransaction(root);
      damage.met(what, error);
    });
  }
  return keptIn({ dbs, owner, lock }, disk, damage, epoch, options);
}

/** Until the disk takes writes again, when the folder is opened once more. */
function startReading(
  folder: string,
  root: LmdbDatabases['root'],
  meta: LmdbDatabases['meta'],
  lock: FolderLock,
  disk: DiskWatch,
  damage: Damage,
  options: LmdbOptions,
): Kept {
  const stored = meta.get('epoch');
  if (stored === undefined) throw new Error('there is nothing in it to be read');
  let open: OpenFolder = { dbs: openDatabases(root, meta), owner: undefined, lock };
  const kept = keptIn(open, disk, damage, decode(stored) as string, options);
  const reopen = (): void => {
    open.lock.release();
    const marked = lockFolder(folder);
    if (marked === undefined) {
      return options.onLost?.(`The data folder ${folder} is in use by a running server.`);
    }
    // All in one go: with nothing to be written, lmdb closes at once, and nobody reads in between.
    void open.dbs.root.close();
    open = openToWrite(folder, marked, disk) ?? openToRead(folder, marked);
    kept.log.reopened(open);
    if (open.owner === undefined) disk.onceOpen(reopen);
  };
  disk.onceOpen(reopen);
  return kept;
}

/** Undefined where the disk fails once more. */
function openToWrite(folder: string, lock: FolderLock, disk: DiskWatch): OpenFolder | undefined {
  let root: LmdbDatabases['root'] | undefined;
  try {
    root = openRoot(folder);
    const meta = openMeta(root);
    return { dbs: openDatabases(root, meta), owner: Owner.take(meta, disk), lock };
  } catch {
    void root?.close();
    disk.failed();
    return undefined;
  }
}

function openToRead(folder: string, lock: FolderLock): OpenFolder {
  const root = openRoot(folder, true);
  return { dbs: openDatabases(root, openMeta(root)), owner: undefined, lock };
}

function keptIn(
  folder: OpenFolder,
  disk: DiskWatch,
  damage: Damage,
  epoch: string,
  options: LmdbOptions,
): Kept {
  const tables = new LmdbTables(folder.dbs, damage);
  const log = new LmdbLog({
    folder,
    tables,
    disk,
    damage,
    epoch,
    commit_wait_ms: options.commit_wait_ms ?? lmdbLimits.commit_wait_ms,
    lost_after_ms: options.lost_after_ms ?? lmdbLimits.lost_after_ms,
    onLost: options.onLost ?? (() => {}),
  });
  return { log, tables };
}

function no(sentence: string): { readonly ok: false; readonly sentence: string } {
  return { ok: false, sentence };
}

/** "EACCES: permission denied, mkdir '/data'" is said as "permission denied". */
function reasonOf(error: unknown, folder: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const { path } = error as NodeJS.ErrnoException;
  const of = path === undefined || path === folder ? '' : `${basename(path)}: `;
  return of + message.replace(/^E[A-Z]+: (.*?), .*$/u, '$1').replace(/\.$/u, '');
}
