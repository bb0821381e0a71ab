import { mkdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import type { BehindTables } from '../behind/behind-tables.ts';
import { diskLimits } from '../disk/disk-limits.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import { compactedCopy } from '../lmdb/compacted-copy.ts';
import { openDatabases, openMeta, openRoot, type LmdbDatabases } from '../lmdb/databases.ts';
import type { Owner } from '../lmdb/owner.ts';
import { taken_over } from '../lost.ts';
import { syncFolder } from './sync-folder.ts';
import { makeLockFile } from './data-files.ts';
import { allInDataFile } from './settled-snapshot.ts';

/** In the data folder; what is left of one that was cut off is removed at the next start. */
const made_folder = 'compacting';
/** The same of a data file that is made anew. */
export const rebuilt_folder = 'rebuilding';
/** Left free on the disk, so that the server can go on. */
const left_free_bytes = 4 * diskLimits.back_bytes;
const tell_every_ms = 500;

export interface Compacted {
  /** Size of the data file, before and after. */
  readonly before_bytes: number;
  readonly bytes: number;
}

/** Bytes that are copied, and how many there are at most. */
export type OnCompacted = (bytes: number, of: number) => void;

export interface CompactionDeps {
  /** The data folder. */
  readonly data: string;
  readonly dbs: LmdbDatabases;
  readonly owner: Owner;
  readonly tables: BehindTables;
  readonly disk: DiskWatch;
  /** Called at the moment at which the copy takes the place of the data file. */
  readonly onSwapped: (dbs: LmdbDatabases) => void;
  /** Called where the data file cannot be used any more. */
  readonly onLost: (sentence: string) => void;
}

/** Called with the lock of the folder held and nothing open. */
export function removeUnfinished(data: string): void {
  for (const name of [made_folder, rebuilt_folder]) {
    rmSync(join(data, name), { recursive: true, force: true });
  }
}

/**
 * Puts a copy in the place of the data file that has only what is used, while the server runs: bytes
 * of what was changed or removed stay in pages that LMDB holds free. Nothing is written to LMDB
 * meanwhile. The log takes entries until it holds as much as may be pending; what comes then waits.
 * Rejects, saying why nothing was changed.
 */
export async function compact(
  deps: CompactionDeps,
  signal: AbortSignal,
  onCompacted: OnCompacted,
): Promise<Compacted> {
  const { data, dbs, owner, tables, disk } = deps;
  const { writer } = tables;
  const made = join(data, made_folder);
  const before_bytes = sizeOf(data);
  const { bavail, bsize } = statfsSync(data);
  if (bavail * bsize < before_bytes + left_free_bytes) {
    throw new Error('there is not enough space on the disk for a second data file');
  }
  removeUnfinished(data);
  mkdirSync(made, { mode: 0o700 });
  const cancel = systemClock.every(tell_every_ms, () => onCompacted(sizeOf(made), before_bytes));
  try {
    await allInDataFile({ writer, disk }, signal);
    writer.halt();
    await aborting(writer.idle(), signal);
    // The log tells of its segments beside the tables.
    while (owner.isWriting) await new Promise<void>((done) => systemClock.soon(done));
    await compactedCopy(data, made, signal).finally(() => dbs.root.readerCheck());
    makeLockFile(join(made, 'lock.mdb'));
    const moved = disk.misplaced();
    if (moved !== undefined) throw new Error(moved.sentence);
    if (!owner.isCurrent()) throw new Error(taken_over);
    await swap(deps, made);
    await dbs.root.close();
    return { before_bytes, bytes: sizeOf(data) };
  } finally {
    cancel();
    writer.go();
    await rm(made, { recursive: true, force: true }).catch(() => {});
  }
}

/** The old file is the data until the first renaming, the new one after it: they hold the same. */
async function swap(
  { data, owner, tables, disk, onSwapped, onLost }: CompactionDeps,
  made: string,
): Promise<void> {
  renameSync(join(made, 'data.mdb'), join(data, 'data.mdb'));
  try {
    // A lock file counts the transactions of one data file.
    renameSync(join(made, 'lock.mdb'), join(data, 'lock.mdb'));
    // Before the old one is closed, and in the same turn: no read comes in between.
    const root = openRoot(data);
    const meta = openMeta(root);
    const dbs = openDatabases(root, meta);
    owner.moveTo(meta);
    disk.guard(join(data, 'data.mdb'), join(data, 'lock.mdb'));
    tables.reopened(dbs, owner);
    onSwapped(dbs);
    // Before anything is written to it that the log then forgets.
    await syncFolder(data);
  } catch (error) {
    onLost(`The data file was compacted and cannot be used: ${(error as Error).message}.`);
    throw error;
  }
}

function sizeOf(folder: string): number {
  return statSync(join(folder, 'data.mdb'), { throwIfNoEntry: false })?.size ?? 0;
}

function aborting(going: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    void going.then(() => resolve());
  });
}
