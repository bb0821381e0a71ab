import type { TicketEvent } from '../../../actors/ticket/event.ts';
import type { KeptFile } from '../../../actors/ticket/files.ts';
import { encode } from '../packed/codec.ts';
import type { Tables } from '../tables.ts';

/**
 * Rows in the space `files`, made when an entry with files is applied. Three kinds: each file by its
 * ticket, each use of a blob by its hash, and how much an account and all of them have stored.
 */

/** A file of an entry, and who may see it. */
export interface FileRow {
  /** Of the entry. Null: only support sees it. */
  readonly publicSeq: number | null;
  readonly supportSeq: number;
  /** Who sent it; null for somebody without an account. */
  readonly account: string | null;
  readonly file: KeptFile;
}

export interface FilesKept {
  readonly files: number;
  readonly bytes: number;
}

export const fileKey = (ticket: string, file: string) => `${filesOfTicketPrefix(ticket)}${file}`;
export const filesOfTicketPrefix = (ticket: string) => `of/${ticket}/`;
export const useKey = (blob: string, ticket: string, file: string) =>
  `${usePrefix(blob)}${ticket}/${file}`;
export const usePrefix = (blob: string) => `blob/${blob}/`;
export const keptKey = (account: string | null) => (account === null ? 'all' : `by/${account}`);

/** The blobs of a file: its bytes, and its small picture. */
export function blobsOf({ sha256, picture }: KeptFile): readonly string[] {
  return picture === undefined ? [sha256] : [sha256, picture.thumb];
}

export function filesOf({ change }: TicketEvent): readonly KeptFile[] {
  return 'files' in change ? (change.files ?? []) : [];
}

/** The rows of the files of an entry, but for what is counted. */
export function rowsOfFiles(
  ticket: string,
  event: TicketEvent,
): Array<{ readonly key: string; readonly value: Buffer }> {
  const { publicSeq, supportSeq, by } = event;
  return filesOf(event).flatMap((file) => {
    const row: FileRow = { publicSeq, supportSeq, account: by.account, file };
    const uses = blobsOf(file).map((blob) => ({
      key: useKey(blob, ticket, file.id),
      value: encode(1),
    }));
    return [{ key: fileKey(ticket, file.id), value: encode(row) }, ...uses];
  });
}

type Read = Pick<Tables, 'get' | 'list'>;

export function readFileRow(tables: Read, ticket: string, file: string): FileRow | undefined {
  return tables.get('files', fileKey(ticket, file)) as FileRow | undefined;
}

/** Whether an entry names this blob. */
export function isUsed(tables: Read, blob: string): boolean {
  return tables.list('files', { prefix: usePrefix(blob), limit: 1 }).length > 0;
}

/** What an account has stored; null: all of them. */
export function readKept(tables: Read, account: string | null): FilesKept {
  return (tables.get('files', keptKey(account)) as FilesKept | undefined) ?? none;
}

const none: FilesKept = { files: 0, bytes: 0 };

/** All files that entries name, in the order of their keys, a page at a time. */
export function* allFiles(
  tables: Pick<Read, 'list'>,
  page_rows: number,
): Generator<ReadonlyArray<{ readonly ticket: string; readonly row: FileRow }>> {
  let from: string | undefined;
  for (;;) {
    const range = { prefix: 'of/', limit: page_rows, ...(from === undefined ? {} : { from }) };
    const page = tables.list('files', range);
    if (page.length > 0) {
      yield page.map(({ key, value }) => ({ ticket: key.split('/')[1]!, row: value as FileRow }));
    }
    if (page.length < page_rows) return;
    // The first key after it.
    from = `${page.at(-1)!.key}!`;
  }
}

/** What the rows of all files add up to: under the key of each count. */
export function countedFiles(
  tables: Pick<Read, 'list'>,
  page_rows: number,
): Map<string, FilesKept> {
  const counts = new Map<string, FilesKept>();
  for (const page of allFiles(tables, page_rows)) {
    for (const { row } of page) {
      for (const key of countsOf(row.account)) {
        const { files, bytes } = counts.get(key) ?? none;
        counts.set(key, { files: files + 1, bytes: bytes + row.file.bytes });
      }
    }
  }
  return counts;
}

/** The keys under which a file of an account counts. */
export function countsOf(account: string | null): readonly string[] {
  return account === null ? [keptKey(null)] : [keptKey(null), keptKey(account)];
}

/** Whether a key in `files` is that of a count. */
export function isCount(key: string): boolean {
  return key === keptKey(null) || key.startsWith('by/');
}
