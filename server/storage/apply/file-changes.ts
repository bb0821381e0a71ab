import type { KeptFile } from '../../../actors/ticket/files.ts';
import type { TicketEvent } from '../../../actors/ticket/event.ts';
import { decode, encode } from '../packed/codec.ts';
import {
  blobsOf,
  countsOf,
  fileKey,
  filesOf,
  rowsOfFiles,
  useKey,
  type FileRow,
  type FilesKept,
} from '../rows/file-rows.ts';
import type { Batch } from './batch.ts';
import type { View } from './view.ts';

/** Adds the rows of the files that a turn names. */
export function putFiles(
  view: View,
  batch: Batch,
  ticket: string,
  events: readonly TicketEvent[],
): void {
  for (const event of events) {
    for (const { key, value } of rowsOfFiles(ticket, event)) {
      view.putRecord(batch, 'files', key, value);
    }
    for (const file of filesOf(event)) {
      count(view, batch, event.by.account, 1, file.bytes);
    }
  }
}

/** Removes the rows of files that no entry names any more: what nothing else names is swept later. */
export function dropFiles(
  view: View,
  batch: Batch,
  ticket: string,
  files: readonly KeptFile[],
): void {
  for (const file of files) {
    const key = fileKey(ticket, file.id);
    const bytes = view.record(batch, 'files', key);
    if (bytes === undefined) continue;
    view.putRecord(batch, 'files', key, undefined);
    for (const blob of blobsOf(file)) {
      view.putRecord(batch, 'files', useKey(blob, ticket, file.id), undefined);
    }
    count(view, batch, (decode(bytes) as FileRow).account, -1, -file.bytes);
  }
}

/** Counts for the account, and for all. */
function count(
  view: View,
  batch: Batch,
  account: string | null,
  files: number,
  bytes: number,
): void {
  for (const key of countsOf(account)) {
    const stored = view.record(batch, 'files', key);
    const before: FilesKept =
      stored === undefined ? { files: 0, bytes: 0 } : (decode(stored) as FilesKept);
    const after: FilesKept = { files: before.files + files, bytes: before.bytes + bytes };
    view.putRecord(batch, 'files', key, after.files > 0 ? encode(after) : undefined);
  }
}
