import type { Write } from './rows.ts';

const page_bytes = 4096;
/** From the root of a database to a leaf; a tree of this depth holds billions of keys. */
const depth_max = 5;
/** The owner record, the roots, and what a split adds. */
const other_pages = 64;

/**
 * At most so many bytes of new pages are written for these: a copy of each page on the way to each
 * key, though none twice, the values that have pages of their own, and the list of free pages.
 */
export function pageBytesOf(writes: readonly Write[], file_bytes: number): number {
  const valuePages = writes.reduce(
    (sum, { value }) => sum + (value === undefined ? 0 : Math.ceil(value.length / page_bytes) + 1),
    0,
  );
  const copied = Math.min(writes.length * depth_max, Math.ceil(file_bytes / page_bytes));
  const freeList_bytes = Math.ceil(file_bytes / page_bytes) * 8;
  return (copied + valuePages + other_pages) * page_bytes + freeList_bytes;
}
