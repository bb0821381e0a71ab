import { createHash } from 'node:crypto';
import { open, readdir, statfs, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { config_file } from '../../config/settings-table.ts';
import { systemClock } from '../../platform/clock.ts';
import { failed, type Failed } from '../../platform/failed.ts';
import type { Position } from '../log.ts';
import { diskLimits } from '../disk/disk-limits.ts';
import { whyOf } from '../disk/state.ts';
import { blobs_file, data_file, manifest_file, manifestText } from './backup-manifest.ts';
import type { BackupFile } from './backup-manifest.ts';
import { finishTarget, makeTarget, removeTarget } from './backup-target.ts';
import type { BackupTarget } from './backup-target.ts';
import { blobBytes, copyBlobs, type BlobCopies } from './blob-copies.ts';
import { erasures_file } from './erasure-list.ts';
import { folder_schema } from './folder-schema.ts';
import type { SettledSnapshot } from './settled-snapshot.ts';
import { writeAll, writeFileBelow } from './write-file.ts';

const scripts_folder = 'scripts';

/** Read, hashed and written in one turn of the event loop. */
const chunk_bytes = 256 * 1024;
/** Written before it is flushed, so that no flush of the log waits for much. */
const flush_every_bytes = 8 * 1024 * 1024;
/** Left free on the disk of the data folder, so that the server can go on writing to it. */
const left_free_bytes = 4 * diskLimits.back_bytes;
/** Bounds of what the operator put into the data folder. */
const own_files_max = 1_000;
const own_file_bytes_max = 1024 * 1024;
/** Of the list of erasures. */
const list_bytes_max = 64 * 1024 * 1024;

export interface BackupSource {
  /** The data folder. */
  readonly data: string;
  readonly epoch: string;
  /** The first epoch of the data. */
  readonly origin: string;
  /** Which files in the folder of scripts are the operator's. */
  readonly isScript: (name: string) => boolean;
  readonly snapshot: (signal: AbortSignal) => Promise<SettledSnapshot>;
}

export interface MadeBackup {
  readonly path: string;
  readonly bytes: number;
  readonly position: Position;
  /** A sentence on what is not in it, since it is damaged in the data folder too. */
  readonly warning?: string;
}

/** Bytes that are copied, and how many there are. Called whenever anything goes on. */
export type OnCopied = (bytes: number, of: number) => void;

/** What a backup is to be. */
export interface BackupOrder {
  /** The folder, which is not there yet. */
  readonly to: string;
  /** Made by the hour; `previous`: the one before it, whose files of messages may be shared. */
  readonly daily?: { readonly previous: string | undefined };
}

/**
 * Copies a data folder that is open, as it is at one position, while writes go on. It has its name
 * once it is whole and on the disk. Aborted, it ends at once and leaves nothing.
 */
export async function backUp(
  source: BackupSource,
  order: BackupOrder,
  signal: AbortSignal,
  onCopied: OnCopied,
): Promise<{ readonly ok: true; readonly backup: MadeBackup } | Failed> {
  let target: BackupTarget | undefined;
  try {
    const made = await makeTarget(order.to, source);
    if (!made.ok) return made;
    ({ target } = made);
    const backup = await new Backup(source, { order, target, signal, onCopied }).run();
    return { ok: true, backup };
  } catch (error) {
    if (target !== undefined) await removeTarget(target);
    return failed(sentenceOf(signal.aborted ? signal.reason : error, order.to));
  }
}

interface Making {
  readonly order: BackupOrder;
  readonly target: BackupTarget;
  readonly signal: AbortSignal;
  readonly onCopied: OnCopied;
}

class Backup {
  readonly #source: BackupSource;
  readonly #making: Making;
  readonly #files: BackupFile[] = [];
  #copied = 0;
  #of = 0;

  constructor(source: BackupSource, making: Making) {
    this.#source = source;
    this.#making = making;
  }

  async run(): Promise<MadeBackup> {
    const time = new Date(systemClock.now()).toISOString();
    const { epoch, origin } = this.#source;
    const { target, order, signal } = this.#making;
    const position = await this.#copyData();
    const blobs = await this.#copyBlobs();
    await this.#copyOwn();
    const manifest = manifestText({
      schema: folder_schema,
      epoch,
      origin,
      daily: order.daily !== undefined,
      position,
      time,
      files: this.#files,
    });
    await writeFileBelow(target.made, manifest_file, Buffer.from(manifest));
    signal.throwIfAborted();
    await finishTarget(target);
    const bytes = this.#files.reduce((sum, file) => sum + file.bytes, blobs.bytes);
    const { count, names } = blobs.damaged;
    if (count === 0) return { path: target.path, bytes, position };
    const warning = `Damaged in the data folder, and so not in the backup: ${count} of the files of messages, ${names.join(', ')}${count > names.length ? ' and others' : ''}. The disk may be failing.`;
    return { path: target.path, bytes, position, warning };
  }

  async #copyData(): Promise<Position> {
    const { signal, target } = this.#making;
    const { snapshot, position } = await this.#source.snapshot(signal);
    // At once, not after the write that is under way: the environment may be closed then.
    const end = (): void => snapshot.end();
    signal.addEventListener('abort', end);
    try {
      // Of all files that entries up to the position name, each is there by now.
      const blobs = await blobBytes(this.#source.data, () => this.#goesOn(0));
      this.#of = snapshot.bytes + blobs;
      this.#goesOn(0);
      const file = await open(join(target.made, data_file), 'wx', 0o600);
      try {
        await this.#copyPages(snapshot, file);
      } finally {
        await file.close();
      }
      return position;
    } finally {
      signal.removeEventListener('abort', end);
      snapshot.end();
    }
  }

  async #copyPages(snapshot: SettledSnapshot['snapshot'], file: FileHandle): Promise<void> {
    const { bytes } = snapshot;
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunk_bytes);
    await this.#makeRoom(bytes);
    let unflushed = 0;
    for (let at = 0; at < bytes;) {
      this.#making.signal.throwIfAborted();
      const pages = chunk.subarray(0, await snapshot.read(chunk, at));
      hash.update(pages);
      await writeAll(file, pages);
      at += pages.length;
      unflushed += pages.length;
      this.#goesOn(pages.length);
      if (unflushed < flush_every_bytes) continue;
      unflushed = 0;
      await file.datasync();
      await this.#makeRoom(bytes - at);
    }
    await file.sync();
    this.#files.push({ name: data_file, bytes, sha256: hash.digest('hex') });
  }

  /** The files of messages, and the list of them. */
  async #copyBlobs(): Promise<BlobCopies> {
    const { signal, target, order } = this.#making;
    const list = await open(join(target.made, blobs_file), 'wx', 0o600);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const copied = await copyBlobs(this.#source.data, target.made, {
        signal,
        previous: order.daily?.previous,
        onCopied: (more) => this.#goesOn(more),
        onLines: async (lines) => {
          const text = Buffer.from(lines);
          hash.update(text);
          bytes += text.length;
          await writeAll(list, text);
          await this.#makeRoom(0);
        },
      });
      await list.sync();
      this.#files.push({ name: blobs_file, bytes, sha256: hash.digest('hex') });
      return copied;
    } finally {
      await list.close();
    }
  }

  #goesOn(bytes: number): void {
    this.#copied += bytes;
    this.#making.onCopied(this.#copied, Math.max(this.#of, this.#copied));
  }

  /** Throws where so many bytes would take from the disk of the server what it needs itself. */
  async #makeRoom(bytes: number): Promise<void> {
    const { made } = this.#making.target;
    const [own, other] = await Promise.all([this.#source.data, made].map((path) => stat(path)));
    const { bavail, bsize } = await statfs(made);
    const left = own!.dev === other!.dev ? left_free_bytes : 0;
    if (bavail * bsize >= bytes + left) return;
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  }

  /** The configuration, the help scripts, and which accounts were erased. */
  async #copyOwn(): Promise<void> {
    const { data, isScript } = this.#source;
    const scripts = await readdir(join(data, scripts_folder), { recursive: true }).catch(nothing);
    const names = scripts.filter(isScript).map((name) => join(scripts_folder, name));
    if (names.length > own_files_max) {
      throw new Said(`There are ${names.length} help scripts; ${own_files_max} may be.`);
    }
    await this.#copyFile(erasures_file, list_bytes_max);
    for (const name of [config_file, ...names]) await this.#copyFile(name, own_file_bytes_max);
  }

  async #copyFile(name: string, bytes_max: number): Promise<void> {
    this.#making.signal.throwIfAborted();
    const path = join(this.#source.data, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) return;
    if (found.size > bytes_max) throw new Said(`${path} is larger than ${bytes_max} bytes.`);
    const from = await open(path, 'r');
    try {
      const bytes = await from.readFile();
      const sha256 = await writeFileBelow(this.#making.target.made, name, bytes);
      this.#files.push({ name: name.replaceAll('\\', '/'), bytes: bytes.length, sha256 });
      this.#goesOn(0);
    } finally {
      await from.close();
    }
  }
}

/** An error whose message is for the operator as it is. */
class Said extends Error {}

function sentenceOf(error: unknown, wanted: string): string {
  if (error instanceof Said) return error.message;
  const where = `The backup ${wanted} was not made`;
  switch (whyOf(error)) {
    case 'full':
    case 'quota':
      return `${where}: there is not enough space on the disk for it.`;
    case undefined:
      return `${where}: ${(error as Error).message.replace(/\.$/u, '')}.`;
    default:
      return `${where}: its disk cannot be written (${(error as NodeJS.ErrnoException).code}).`;
  }
}

function nothing(error: unknown): string[] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return [];
  throw error;
}
