import type { KeptFile } from '../../../actors/ticket/files.ts';
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
  tables: Read,
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
