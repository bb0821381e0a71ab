import type { Extent } from '../../../actors/queue/window.ts';
import { limits } from '../../../protocol/limits.ts';
import type { RowsChange } from '../../../protocol/rows.ts';
import type { Entry, Head, Row } from '../../../protocol/ticket.ts';
import type { Happened } from './hub.ts';

/** How much fits one frame. Everything is measured as JSON, since MessagePack takes less. */

/** What surrounds rows and entries in a frame. */
const frame_rest_bytes = 4 * 1024;
/** Room for the head, which may share a frame with entries. */
const head_bytes_max = limits.frame_out_bytes_max - limits.history_bytes_max - frame_rest_bytes;
const rows_bytes_max = limits.frame_out_bytes_max - frame_rest_bytes;
/** More than an entry takes beside its body, or a row in all, with the longest names. */
const small_bytes_max = 8 * 1024;
/** As many people as one entry names, each with the longest names. */
const people_bytes_max = limits.entry_people_max * 1_500;

/**
 * How much of a history is read for one frame: apart from field names, a stored entry takes no less
 * than in a frame.
 */
export const read_bytes_max = limits.history_bytes_max + 32 * 1024;

/** The last consecutive entries, as many as fit one frame with the head. */
export function lastEntries(entries: readonly Entry[], head: Head | null): Entry[] {
  let left = entriesRoom(head);
  let from = entries.length;
  while (from > 0 && entries.length - from < limits.history_entries_max) {
    const entry = entries[from - 1]!;
    if (from < entries.length && entry.seq !== entries[from]!.seq - 1) break;
    left -= jsonBytes(entry);
    // One entry always fits, however long it is.
    if (left < 0 && from < entries.length) break;
    from -= 1;
  }
  return entries.slice(from);
}

/** Whether these are all entries after `seq` up to the head's last, and fit one frame beside the head. */
export function isWhole(entries: readonly Entry[], seq: number, head: Head): boolean {
  if (entries.length !== head.seq - seq || entries.length > limits.resume_entries_max) return false;
  if (entries.some((entry, i) => entry.seq !== seq + 1 + i)) return false;
  return entries.reduce((sum, entry) => sum + jsonBytes(entry), 0) <= entriesRoom(head);
}

/** Changes of a ticket, in as many events as needed. Changes of the head come with the last. */
export function ticketEvents(entries: readonly Entry[], set: Partial<Head>): Happened[] {
  const pages = split(entries, limits.history_bytes_max, roughEntryBytes);
  if (set.participants !== undefined && jsonBytes(set) > head_bytes_max) pages.push([]);
  return pages.map((page, i) => ({
    on: 'ticket',
    entries: page,
    set: i === pages.length - 1 ? set : {},
  }));
}

/** A change of a window, in as many events as needed. Removals come with the first. */
export function rowsEvents(change: RowsChange): RowsChange[] {
  const pages = split(change.put, rows_bytes_max, () => small_bytes_max);
  return pages.map((put, i) => ({ ...change, removed: i === 0 ? change.removed : [], put }));
}

/** The rows that fit the `state`, and events with the others. */
export function rowsPages(
  extent: Extent,
  rows: readonly Row[],
): { first: Row[]; rest: RowsChange[] } {
  const [first = [], ...others] = split(rows, rows_bytes_max, () => small_bytes_max);
  let at = first.length;
  const rest = others.map((page): RowsChange => {
    const put = page.map((row) => ({ at: at++, row }));
    // Another watch of the same window on this connection has these rows already.
    return { on: 'rows', ...extent, removed: page.map((row) => row.id), put };
  });
  return { first, rest };
}

/** At least one page. The exact size is computed only where the rough one is too large. */
function split<T>(items: readonly T[], bytes_max: number, roughBytes: (item: T) => number): T[][] {
  const rough = items.reduce((sum, item) => sum + roughBytes(item), 0);
  if (rough <= bytes_max) return [[...items]];
  const pages: T[][] = [[]];
  let left = bytes_max;
  for (const item of items) {
    const bytes = jsonBytes(item);
    if (bytes > left && pages.at(-1)!.length > 0) {
      pages.push([]);
      left = bytes_max;
    }
    pages.at(-1)!.push(item);
    left -= bytes;
  }
  return pages;
}

/** A UTF-16 unit takes at most six bytes, as an escape. */
function roughEntryBytes({ what }: Entry): number {
  if (what.kind === 'participants_added') return small_bytes_max + people_bytes_max;
  return small_bytes_max + ('body' in what ? what.body.length * 6 : 0);
}

function entriesRoom(head: Head | null): number {
  const head_bytes = head === null ? 0 : jsonBytes(head);
  return limits.history_bytes_max - Math.max(0, head_bytes - head_bytes_max);
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}
