import type { Write } from '../rows/rows.ts';

const page_bytes = 4096;
/** From the root of a database to a leaf; a tree of this depth holds billions of keys. */
const depth_max = 5;
/** Pages that a branch leads to, at least, but where the longest of keys lie side by side. */
const branches_min = 8;
/** The owner record, the roots, and what a split adds. */
const other_pages = 64;

/**
 * At most so many bytes of new pages are written for these: a copy of each page on the way to each
 * key, though none twice, the values that have pages of their own, and the list of free pages.
 */
export function pageBytesOf(writes: readonly Write[], file_bytes: number): number {
  const value_bytes = writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  return pageBytesFor(writes.length, value_bytes, file_bytes);
}

/** The same for so many keys, and values of so many bytes together. */
export function pageBytesFor(keys: number, value_bytes: number, file_bytes: number): number {
  const file_pages = Math.ceil(file_bytes / page_bytes);
  let copied = 0;
  // Of the levels of a tree each has far fewer pages than the one below it.
  for (let level = 0; level < depth_max; level += 1) {
    copied += Math.min(keys, Math.ceil(file_pages / branches_min ** level));
  }
  // Values fill pages, or share them with others; a split leaves the rest of one empty.
  const value_pages = 2 * keys + Math.ceil(value_bytes / page_bytes);
  const freeList_bytes = file_pages * 8;
  return (copied + value_pages + other_pages) * page_bytes + freeList_bytes;
}
