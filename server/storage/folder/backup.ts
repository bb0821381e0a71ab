import { createHash } from 'node:crypto';
import { mkdir, open, readdir, statfs, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { config_file } from '../../config/settings-table.ts';
import { systemClock } from '../../platform/clock.ts';
import { failed, type Failed } from '../../platform/failed.ts';
import { version } from '../../platform/version.ts';
import type { Position } from '../log.ts';
import { diskLimits } from '../disk/disk-limits.ts';
import { whyOf } from '../disk/state.ts';
import { finishTarget, makeTarget, removeTarget, syncFolder } from './backup-target.ts';
import type { BackupTarget } from './backup-target.ts';
import { folder_schema } from './folder-schema.ts';
import type { SettledSnapshot } from './settled-snapshot.ts';

/** The form of `backup.json`. */
const backup_form = 1;
const data_file = 'data.mdb';
const manifest_file = 'backup.json';
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

export interface BackupFile {
  /** In the backup, with slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What `backup.json` says. */
export interface BackupManifest {
  readonly form: typeof backup_form;
  /** Of the product that made it. */
  readonly version: string;
  /** Form of the data file. */
  readonly schema: number;
  readonly epoch: string;
  /** It holds every entry of the log up to this one, and none after it. */
  readonly position: Position;
  /** When it was begun. */
  readonly time: string;
  readonly files: readonly BackupFile[];
}

export interface BackupSource {
  /** The data folder. */
  readonly data: string;
  readonly epoch: string;
  /** Which files in the folder of scripts are the operator's. */
  readonly isScript: (name: string) => boolean;
  /** Files of messages, by their place in the data folder; they never change, and none goes meanwhile. */
  readonly files: () => AsyncIterable<{ readonly name: string; readonly bytes: number }>;
  readonly snapshot: (signal: AbortSignal) => Promise<SettledSnapshot>;
}

export interface MadeBackup {
  readonly path: string;
  readonly bytes: number;
  readonly position: Position;
}

/** Bytes of the data file that are copied, and how many there are. */
export type OnCopied = (bytes: number, of: number) => void;

/**
 * Copies a data folder that is open, as it is at one position, while writes go on. It has its name
 * once it is whole and on the disk. Aborted, it ends at once and leaves nothing.
 */
export async function backUp(
  source: BackupSource,
  wanted: string,
  signal: AbortSignal,
  onCopied: OnCopied,
): Promise<{ readonly ok: true; readonly backup: MadeBackup } | Failed> {
  let target: BackupTarget | undefined;
  try {
    const made = await makeTarget(wanted, source.data);
    if (!made.ok) return made;
    ({ target } = made);
    const backup = await new Backup(source, target, signal, onCopied).run();
    return { ok: true, backup };
  } catch (error) {
    if (target !== undefined) await removeTarget(target);
    return failed(sentenceOf(signal.aborted ? signal.reason : error, wanted));
  }
}

class Backup {
  readonly #source: BackupSource;
  readonly #target: BackupTarget;
  readonly #signal: AbortSignal;
  readonly #onCopied: OnCopied;
  readonly #files: BackupFile[] = [];

  constructor(source: BackupSource, target: BackupTarget, signal: AbortSignal, onCopied: OnCopied) {
    this.#source = source;
    this.#target = target;
    this.#signal = signal;
    this.#onCopied = onCopied;
  }

  async run(): Promise<MadeBackup> {
    const time = new Date(systemClock.now()).toISOString();
    const { epoch } = this.#source;
    const position = await this.#copyData();
    await this.#copyFiles();
    await this.#copyOwn();
    const manifest: BackupManifest = {
      form: backup_form,
      version: version(),
      schema: folder_schema,
      epoch,
      position,
      time,
      files: this.#files,
    };
    await this.#write(manifest_file, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    this.#signal.throwIfAborted();
    await finishTarget(this.#target);
    const bytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
    return { path: this.#target.path, bytes, position };
  }

  async #copyData(): Promise<Position> {
    const { snapshot, position } = await this.#source.snapshot(this.#signal);
    // At once, not after the write that is under way: the environment may be closed then.
    const end = (): void => snapshot.end();
    this.#signal.addEventListener('abort', end);
    try {
      const file = await open(join(this.#target.made, data_file), 'wx', 0o600);
      try {
        await this.#copyPages(snapshot, file);
      } finally {
        await file.close();
      }
      return position;
    } finally {
      this.#signal.removeEventListener('abort', end);
      snapshot.end();
    }
  }

  async #copyPages(snapshot: SettledSnapshot['snapshot'], file: FileHandle): Promise<void> {
    const { bytes } = snapshot;
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunk_bytes);
    this.#onCopied(0, bytes);
    await this.#makeRoom(bytes);
    let unflushed = 0;
    for (let at = 0; at < bytes;) {
      this.#signal.throwIfAborted();
      const pages = chunk.subarray(0, await snapshot.read(chunk, at));
      hash.update(pages);
      await writeAll(file, pages);
      at += pages.length;
      unflushed += pages.length;
      this.#onCopied(at, bytes);
      if (unflushed < flush_every_bytes) continue;
      unflushed = 0;
      await file.datasync();
      await this.#makeRoom(bytes - at);
    }
    await file.sync();
    this.#files.push({ name: data_file, bytes, sha256: hash.digest('hex') });
  }

  /** All files of messages: those that entries up to the position name are among them. */
  async #copyFiles(): Promise<void> {
    for await (const { name, bytes } of this.#source.files()) {
      this.#signal.throwIfAborted();
      await this.#makeRoom(bytes);
      const from = await open(join(this.#source.data, name), 'r');
      try {
        await this.#write(name, await from.readFile());
      } finally {
        await from.close();
      }
    }
  }

  /** Throws where so many bytes would take from the disk of the server what it needs itself. */
  async #makeRoom(bytes: number): Promise<void> {
    const [own, other] = await Promise.all(
      [this.#source.data, this.#target.made].map((path) => stat(path)),
    );
    const { bavail, bsize } = await statfs(this.#target.made);
    const left = own!.dev === other!.dev ? left_free_bytes : 0;
    if (bavail * bsize >= bytes + left) return;
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  }

  /** The configuration and the help scripts. */
  async #copyOwn(): Promise<void> {
    const { data, isScript } = this.#source;
    const scripts = await readdir(join(data, scripts_folder), { recursive: true }).catch(nothing);
    const names = scripts.filter(isScript).map((name) => join(scripts_folder, name));
    if (names.length > own_files_max) {
      throw new Said(`There are ${names.length} help scripts; ${own_files_max} may be.`);
    }
    for (const name of [config_file, ...names]) {
      this.#signal.throwIfAborted();
      const path = join(data, name);
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() !== true) continue;
      if (found.size > own_file_bytes_max) {
        throw new Said(`${path} is larger than ${own_file_bytes_max} bytes.`);
      }
      const from = await open(path, 'r');
      try {
        await this.#write(name, await from.readFile());
      } finally {
        await from.close();
      }
    }
  }

  async #write(name: string, bytes: Buffer): Promise<void> {
    const path = join(this.#target.made, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      await writeAll(file, bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    for (let folder = dirname(path); folder !== this.#target.made; folder = dirname(folder)) {
      await syncFolder(folder);
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#files.push({ name: name.replaceAll('\\', '/'), bytes: bytes.length, sha256 });
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

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
  }
}

function nothing(error: unknown): string[] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return [];
  throw error;
}
