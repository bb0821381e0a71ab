import { open, statfs } from 'node:fs/promises';
import { nanoid } from 'nanoid';
import type { KeptFile } from '../../actors/ticket/files.ts';
import { isPictureType, type FileKind } from '../../protocol/files.ts';
import { ranges } from '../../protocol/limits.ts';
import { refused, refusedSaying, type Refused, type Result } from '../../protocol/refusals.ts';
import { readKept } from '../storage/rows/file-rows.ts';
import type { Tables } from '../storage/tables.ts';
import type { Blobs } from './blobs.ts';
import { fileLimits } from './file-limits.ts';
import { cleanFileName, pictureName } from './file-name.ts';
import type { Uploads } from './uploads.ts';
import type { FileWorker } from './worker.ts';
import type { Worked } from './work.ts';

/** What operators set. */
export interface FileSettings {
  readonly file_kinds: readonly FileKind[];
  readonly file_bytes_max: number;
  readonly account_files_bytes_max: number;
  readonly files_bytes_max: number;
}

/** A file as it comes. */
export interface Incoming {
  /** Who sends it: only they can put it into a message. */
  readonly account: string;
  /** The ticket that it is for; null: a new one. */
  readonly ticket: string | null;
  readonly name: string;
  /** As it is said before; undefined where nothing is. */
  readonly bytes: number | undefined;
  readonly source: AsyncIterable<Uint8Array>;
}

export interface IntakeDeps {
  /** The data folder. */
  readonly data: string;
  readonly tables: Pick<Tables, 'get' | 'list'>;
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly worker: FileWorker;
  settings(): FileSettings;
  /** Whether the account may send only so much. */
  isBounded(account: string): boolean;
  onFault(error: unknown): void;
}

export type Taken = Result<{ readonly file: KeptFile }>;

/** Takes files: each is bounded, looked at, written anew if it is a picture, and then waits. */
export class Intake {
  readonly #deps: IntakeDeps;
  /** What is under way, by account, and how many bytes each has at most. */
  readonly #underWay = new Map<string, Map<Incoming, number>>();
  #count = 0;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  get underWay(): number {
    return this.#count;
  }

  /** Reads the source only where the file may come. Rejects where the source does, and leaves nothing then. */
  async receive(incoming: Incoming): Promise<Taken> {
    const refusal = this.#refusal(incoming);
    if (refusal !== undefined) return refusal;
    const { account } = incoming;
    const bytes = incoming.bytes ?? this.#deps.settings().file_bytes_max;
    const own = this.#underWay.get(account) ?? new Map<Incoming, number>();
    this.#underWay.set(account, own.set(incoming, bytes));
    this.#count += 1;
    try {
      return await this.#take(incoming);
    } finally {
      this.#count -= 1;
      own.delete(incoming);
      if (own.size === 0) this.#underWay.delete(account);
    }
  }

  /** Why it may not even come. */
  #refusal({ account, bytes }: Incoming): Refused | undefined {
    const { file_kinds, file_bytes_max } = this.#deps.settings();
    if (file_kinds.length === 0) return refused('files_off');
    if (bytes === 0) return refused('file_empty');
    if (bytes !== undefined && bytes > file_bytes_max) return tooLarge(file_bytes_max);
    const own = [...(this.#underWay.get(account)?.values() ?? [])];
    const isMany = own.length >= fileLimits.account_uploads_max;
    if (isMany || this.#count >= fileLimits.uploads_max) return refused('busy');
    if (this.#deps.uploads.size >= fileLimits.waiting_max) return refused('busy');
    return this.#quotaRefusal(account, bytes ?? 1, own);
  }

  /** Why so many bytes more may not be kept. */
  #quotaRefusal(account: string, bytes: number, own: readonly number[] = []): Refused | undefined {
    const { tables, uploads } = this.#deps;
    const { account_files_bytes_max, files_bytes_max } = this.#deps.settings();
    const all = readKept(tables, null).bytes + uploads.bytesOf(null);
    if (all + bytes > files_bytes_max) return refused('files_no_room');
    if (!this.#deps.isBounded(account)) return undefined;
    const others = own.reduce((sum, one) => sum + one, 0);
    const kept = readKept(tables, account).bytes + uploads.bytesOf(account) + others;
    return kept + bytes > account_files_bytes_max ? refused('files_full') : undefined;
  }

  async #take(incoming: Incoming): Promise<Taken> {
    const { blobs, worker } = this.#deps;
    const { file_kinds: kinds } = this.#deps.settings();
    const paths = { path: blobs.temporary(), picture: blobs.temporary(), thumb: blobs.temporary() };
    try {
      const fault = await this.#write(incoming, paths.path);
      if (fault !== undefined) return fault;
      const name = cleanFileName(incoming.name);
      const worked = await worker.work({ ...paths, name, kinds });
      const told = toldOf(worked);
      if (told !== undefined) return told;
      return await this.#keep(incoming, name, worked, paths);
    } finally {
      await Promise.all(Object.values(paths).map((path) => blobs.drop(path)));
    }
  }

  /** Writes what comes to the disk, and says why it is too much. */
  async #write({ source }: Incoming, path: string): Promise<Refused | undefined> {
    const { file_bytes_max } = this.#deps.settings();
    let size = 0;
    let looked = 0;
    const file = await this.#disk(async () => {
      await this.#checkRoom(file_bytes_max);
      return open(path, 'wx', 0o600);
    });
    if ('refusal' in file) return file;
    try {
      for await (const bytes of source) {
        size += bytes.length;
        if (size > file_bytes_max) return tooLarge(file_bytes_max);
        const written = await this.#disk(async () => {
          await file.writeFile(bytes);
          if (size < looked + fileLimits.room_every_bytes) return;
          looked = size;
          await this.#checkRoom(0);
        });
        if (written !== undefined) return written;
      }
    } finally {
      await file.close();
    }
    return size === 0 ? refused('file_empty') : undefined;
  }

  /** What a job on the disk gives, or why it takes nothing. */
  async #disk<T>(job: () => Promise<T>): Promise<T | Refused> {
    try {
      return await job();
    } catch (error) {
      this.#deps.onFault(error);
      return refused('files_no_room');
    }
  }

  async #checkRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#deps.data);
    if (bavail * bsize >= bytes + fileLimits.left_free_bytes) return;
    throw Object.assign(new Error('no space is left for files'), { code: 'ENOSPC' });
  }

  async #keep(
    { account, ticket }: Incoming,
    name: string,
    worked: Worked,
    paths: { readonly path: string; readonly picture: string; readonly thumb: string },
  ): Promise<Taken> {
    const { blobs, uploads } = this.#deps;
    if (worked.kind !== 'plain' && worked.kind !== 'picture') return refused('file_unreadable');
    const { bytes, sha256 } = worked.file;
    // What was written anew may be larger than what came.
    if (bytes > ranges.file_bytes_max) return tooLarge(ranges.file_bytes_max);
    const over = this.#quotaRefusal(account, bytes);
    if (over !== undefined) return over;
    const plain = { id: nanoid(), name, bytes, type: worked.type, sha256 };
    const file: KeptFile =
      worked.kind === 'plain' ? plain : { ...plain, ...pictureOf(worked, name) };
    uploads.add(account, ticket, file);
    const kept = await this.#disk(async () => {
      await blobs.adopt(worked.kind === 'plain' ? paths.path : paths.picture, sha256);
      if (worked.kind === 'picture') await blobs.adopt(paths.thumb, worked.thumb.sha256);
    });
    if (kept === undefined) return { ok: true, file };
    uploads.drop(account, file.id);
    return kept;
  }
}

function pictureOf(worked: Extract<Worked, { kind: 'picture' }>, name: string) {
  const { type, width, height, thumb } = worked;
  return {
    ...(isPictureType(type) && { name: pictureName(name, type) }),
    picture: { width, height, thumb: thumb.sha256 },
  };
}

/** How what the process found is refused, if it is. */
function toldOf(worked: Worked): Refused | undefined {
  switch (worked.kind) {
    case 'plain':
    case 'picture':
      return undefined;
    case 'kind':
      return refused('file_kind');
    case 'unreadable':
      return refused('file_unreadable');
    case 'no_sharp':
      return refusedSaying('file_kind', 'This server cannot read pictures: send another file.');
    case 'storage':
      return refused('files_no_room');
  }
}

function tooLarge(bytes_max: number): Refused {
  return refused('file_too_large', `At most ${bytes_max} bytes.`);
}
