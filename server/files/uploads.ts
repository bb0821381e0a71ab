import type { KeptFile } from '../../actors/ticket/files.ts';
import { limits } from '../../protocol/limits.ts';
import { refused, type Result } from '../../protocol/refusals.ts';
import { blobsOf } from '../storage/rows/file-rows.ts';
import { fileLimits } from './file-limits.ts';

interface Upload {
  /** Who sent it, and for which ticket; null: for a new one. */
  readonly account: string;
  readonly ticket: string | null;
  readonly file: KeptFile;
  readonly until: number;
  /** The command that is being carried out with it, and how often it was sent. */
  sending: { readonly command: string; times: number } | undefined;
}

/**
 * Files that are on the disk and wait for the message that names them. They are known to this process
 * alone: after a restart they are sent again. Each belongs to who sent it and to its ticket.
 */
export class Uploads {
  readonly #now: () => number;
  /** The oldest first. */
  readonly #uploads = new Map<string, Upload>();
  /** How many of them need a blob. */
  readonly #blobs = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#uploads.size;
  }

  /** From before its blobs are in their place, so that these are not swept. */
  add(account: string, ticket: string | null, file: KeptFile): void {
    const until = this.#now() + fileLimits.upload_life_ms;
    this.#uploads.set(file.id, { account, ticket, file, until, sending: undefined });
    this.#count(file, 1);
    const own = [...this.#uploads].filter(([, upload]) => upload.account === account);
    const idle = own.filter(([, { sending }]) => sending === undefined);
    const surplus = Math.max(0, own.length - fileLimits.account_waiting_max);
    for (const [id] of idle.slice(0, surplus)) this.#remove(id);
  }

  /** By whoever sent it, who wants it no more; what is being sent stays. */
  drop(account: string, id: string): void {
    const upload = this.#uploads.get(id);
    if (upload?.account === account && upload.sending === undefined) this.#remove(id);
  }

  /**
   * The files of a message, of this account and for this ticket. They are for this command until
   * `settled` was called as often as this.
   */
  take(
    account: string,
    ticket: string | null,
    ids: readonly string[],
    command: string,
  ): Result<{ readonly files: readonly KeptFile[] }> {
    if (new Set(ids).size < ids.length) return refused('bad_message', 'files: one stands twice.');
    if (ids.length > limits.files_per_message_max)
      return refused('bad_message', 'files: too many.');
    const taken: Upload[] = [];
    for (const id of ids) {
      const upload = this.#uploads.get(id);
      const isOwn = upload?.account === account && upload.ticket === ticket;
      if (!isOwn || (upload.sending?.command ?? command) !== command)
        return refused('file_unknown');
      taken.push(upload);
    }
    for (const upload of taken) {
      upload.sending ??= { command, times: 0 };
      upload.sending.times += 1;
    }
    return { ok: true, files: taken.map(({ file }) => file) };
  }

  /** The command was carried out, and entries name the files now; or it was not. */
  settled(ids: readonly string[], isSent: boolean): void {
    for (const id of ids) {
      const upload = this.#uploads.get(id);
      if (upload?.sending === undefined) continue;
      upload.sending.times -= 1;
      if (isSent) this.#remove(id);
      else if (upload.sending.times === 0) upload.sending = undefined;
    }
  }

  /** Those that waited too long. */
  expire(): void {
    const now = this.#now();
    for (const [id, { until, sending }] of this.#uploads) {
      if (until <= now && sending === undefined) this.#remove(id);
    }
  }

  needs(blob: string): boolean {
    return this.#blobs.has(blob);
  }

  /** Bytes of an account that wait; null: of all. */
  bytesOf(account: string | null): number {
    let sum = 0;
    for (const upload of this.#uploads.values()) {
      if (account === null || upload.account === account) sum += upload.file.bytes;
    }
    return sum;
  }

  #remove(id: string): void {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return;
    this.#uploads.delete(id);
    this.#count(upload.file, -1);
  }

  #count(file: KeptFile, by: 1 | -1): void {
    for (const blob of blobsOf(file)) {
      const count = (this.#blobs.get(blob) ?? 0) + by;
      if (count > 0) this.#blobs.set(blob, count);
      else this.#blobs.delete(blob);
    }
  }
}
