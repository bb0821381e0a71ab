import { mkdir, open, readdir, realpath, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { nanoid } from 'nanoid';
import { config_file } from '../../config/settings-table.ts';
import { diskLimits } from '../disk/disk-limits.ts';
import { encode } from '../packed/codec.ts';
import { openMeta, openRoot } from '../lmdb/databases.ts';
import { blobs_file, data_file, readManifest, type BackupManifest } from './backup-manifest.ts';
import { blobs_folder } from './blob-copies.ts';
import { checkDataFiles, log_folder, restore_folder } from './data-files.ts';
import { erasures_file, linesOf, linesOfData, writeErasures } from './erasure-list.ts';
import { folder_schema } from './folder-schema.ts';
import { syncFolder } from './sync-folder.ts';
import { copyFileTo, type CopyTerms } from './write-file.ts';

const scripts_folder = 'scripts';
/** What a restore puts into the data folder. The tables come last. */
const restored = [blobs_folder, log_folder, scripts_folder, config_file, erasures_file, data_file];
/** What may lie in an empty data folder: of a new disk, and of who has the folder. */
const no_data = new Set(['lost+found', 'control', 'server.pid']);
/** Copied at once. */
const copies_max = 4;
const blob_line = /^([0-9a-f]{64}) {2}files\/([0-9a-f]{2})\/\1$/u;

/** An error whose message is for the operator as it is. */
export class RestoreFault extends Error {}

interface RestorePlaces {
  /** The backup. */
  readonly backup: string;
  /** The data folder. This process holds it. */
  readonly data: string;
  /** A list of erasures besides those in the backup and beside it. */
  readonly erasures: string | undefined;
}

/**
 * Copies a backup into an empty data folder. It is made in a folder in there, not beside: the data
 * folder may be a disk of its own, and no server starts in it until all has been moved to its place.
 */
export class FolderRestore {
  /** Where it is made. */
  readonly made: string;
  readonly manifest: BackupManifest;
  readonly #places: RestorePlaces;

  private constructor(places: RestorePlaces, manifest: BackupManifest) {
    this.made = join(places.data, restore_folder);
    this.manifest = manifest;
    this.#places = places;
  }

  /** Throws, saying why, where it cannot be restored there. Removes what a killed one left. */
  static async begin(places: RestorePlaces): Promise<FolderRestore> {
    const { backup, data } = places;
    const manifest = await manifestOf(backup);
    const [from, to] = await Promise.all([realpath(backup), realpath(data)]);
    if (to === from || to.startsWith(from + sep)) {
      throw new RestoreFault(
        `The data folder ${data} is in the backup: set SHARDBELL_DATA to another.`,
      );
    }
    const names = (await readdir(data)).filter((name) => !no_data.has(name));
    const wasCut = names.includes(restore_folder);
    const isOurs = (name: string): boolean => name === restore_folder || restored.includes(name);
    if (names.length > 0 && !(wasCut && names.every(isOurs))) {
      throw new RestoreFault(
        `The data folder ${data} is not empty: set SHARDBELL_DATA to one that is not there yet, or empty. What is in this one stays as it is.`,
      );
    }
    const restore = new FolderRestore(places, manifest);
    await restore.undo();
    await mkdir(restore.made, { mode: 0o700 });
    await syncFolder(data);
    return restore;
  }

  /** The first epoch of the data. */
  get origin(): string {
    return this.manifest.origin ?? this.manifest.epoch;
  }

  /** Copies all files and verifies each. Resolves to how many erasures are to be made again. */
  async copy(signal: AbortSignal, onCopied: (bytes: number, of: number) => void): Promise<number> {
    const { backup } = this.#places;
    const { files } = this.manifest;
    const of = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let copied = 0;
    const terms: CopyTerms = {
      signal,
      onCopied: (bytes) => onCopied((copied += bytes), Math.max(of, copied)),
    };
    const { bavail, bsize } = await statfs(this.made);
    if (bavail * bsize < of + 4 * diskLimits.back_bytes) {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    }
    for (const { name, bytes, sha256 } of files) {
      const [top = ''] = name.split('/');
      if (!restored.includes(top) && name !== blobs_file) {
        throw new RestoreFault(`The backup ${backup} names ${name}, which is none of a backup.`);
      }
      const found = await this.#copyFile(name, terms);
      if (found.bytes !== bytes || found.sha256 !== sha256) throw this.#damaged(name);
    }
    await this.#copyBlobs(terms);
    const lines = await this.#erasures();
    if (lines.length > 0) await writeErasures(this.made, lines);
    return lines.length;
  }

  /**
   * Gives the data a new epoch, so that no position of before means anything, and a log that begins
   * anew.
   */
  async renew(): Promise<void> {
    checkDataFiles(this.made, false);
    const root = openRoot(this.made);
    try {
      const meta = openMeta(root);
      root.transactionSync(() => {
        void meta.put('origin', encode(this.origin));
        void meta.put('epoch', encode(nanoid()));
        void meta.remove('log');
      });
    } finally {
      await root.close();
    }
  }

  /** Moves all to its place, once it is on the disk. The folder is that of a server then. */
  async finish(): Promise<void> {
    const { data } = this.#places;
    for (const name of await readdir(this.made)) {
      if (!restored.includes(name)) await rm(join(this.made, name), { recursive: true });
    }
    await syncFile(join(this.made, data_file));
    await syncFolder(this.made);
    const there = new Set(await readdir(this.made));
    for (const name of restored.filter((one) => there.has(one))) {
      await rename(join(this.made, name), join(data, name));
    }
    await syncFolder(data);
    await rmdir(this.made);
    await syncFolder(data);
  }

  /** Removes what was begun, of a killed one too. */
  async undo(): Promise<void> {
    const { data } = this.#places;
    if (!(await readdir(data)).includes(restore_folder)) return;
    for (const name of restored) await rm(join(data, name), { recursive: true, force: true });
    await rm(this.made, { recursive: true, force: true });
    await syncFolder(data);
  }

  async #copyFile(
    name: string,
    terms: CopyTerms,
  ): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const from = await open(join(this.#places.backup, name), 'r').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw this.#damaged(name);
      },
    );
    const to = join(this.made, name);
    try {
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      return await copyFileTo(from, to, terms);
    } finally {
      await from.close();
    }
  }

  async #copyBlobs(terms: CopyTerms): Promise<void> {
    const list = await open(join(this.made, blobs_file), 'r').catch(
      (error: NodeJS.ErrnoException) => {
        // A backup of a version that kept no files of messages.
        if (error.code !== 'ENOENT') throw error;
      },
    );
    if (list === undefined) return;
    const shelves = new Set<string>();
    const faults: unknown[] = [];
    let batch: Promise<void>[] = [];
    const settle = async (): Promise<void> => {
      await Promise.all(batch);
      batch = [];
      // None writes any more when what was made is removed.
      if (faults.length > 0) throw faults[0];
    };
    for await (const line of list.readLines()) {
      const [, sha256, shelf] = blob_line.exec(line) ?? [];
      if (sha256 === undefined || shelf === undefined) throw this.#damaged(blobs_file);
      shelves.add(shelf);
      const copying = this.#copyBlob(`${blobs_folder}/${shelf}/${sha256}`, sha256, terms);
      batch.push(copying.catch((error: unknown) => void faults.push(error)));
      if (batch.length >= copies_max) await settle();
    }
    await settle();
    for (const shelf of shelves) await syncFolder(join(this.made, blobs_folder, shelf));
    if (shelves.size > 0) await syncFolder(join(this.made, blobs_folder));
  }

  async #copyBlob(name: string, sha256: string, terms: CopyTerms): Promise<void> {
    if ((await this.#copyFile(name, terms)).sha256 !== sha256) throw this.#damaged(name);
  }

  /** The erasures of this data that are known in the backup, beside it and where the operator says. */
  async #erasures(): Promise<string[]> {
    const { backup, erasures } = this.#places;
    const beside = join(dirname(await realpath(backup)), erasures_file);
    const lists = [join(this.made, erasures_file), beside];
    if (erasures !== undefined) {
      await syncFile(erasures).catch((error: NodeJS.ErrnoException) => {
        throw new RestoreFault(`The list of erasures ${erasures} cannot be read (${error.code}).`);
      });
      lists.push(erasures);
    }
    const lines: string[] = [];
    for (const path of lists) {
      const own = await linesOf(path).catch((error: unknown) => {
        throw new RestoreFault((error as Error).message);
      });
      lines.push(...linesOfData(own, this.origin));
    }
    return [...new Set(lines)];
  }

  #damaged(name: string): RestoreFault {
    return new RestoreFault(
      `The backup ${this.#places.backup} is damaged: ${name} is not as it was when it was made. Nothing was restored: take another backup.`,
    );
  }
}

async function manifestOf(backup: string): Promise<BackupManifest> {
  const read = await readManifest(backup);
  if (!read.ok) throw new RestoreFault(read.sentence);
  const { manifest } = read;
  if (manifest.schema > folder_schema) {
    throw new RestoreFault(
      `${backup} was made by Shardbell ${manifest.version}: restore it by that one or a newer.`,
    );
  }
  return manifest;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
