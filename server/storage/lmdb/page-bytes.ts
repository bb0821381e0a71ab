import type { Write } from '../rows/rows.ts';

const page_bytes = 4096;
/** From the root of a database to a leaf; a tree of this depth holds billions of keys. */
const depth_max = 5;
/** Pages below a branch, at least, except where the longest keys are adjacent. */
const branches_min = 8;
/** For the owner record, the roots, and splits. */
const other_pages = 64;

/**
 * An upper bound on the bytes of new pages for these writes: a copy of each page on the path to
 * each key, though none twice, values with pages of their own, and the list of free pages.
 */
export function pageBytesOf(writes: readonly Write[], file_bytes: number): number {
  const value_bytes = writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  return pageBytesFor(writes.length, value_bytes, file_bytes);
}

/** The same for so many keys, and values of so many bytes together. */
export function pageBytesFor(keys: number, value_bytes: number, file_bytes: number): number {
  const file_pages = Math.ceil(file_bytes / page_bytes);
  let copied = 0;
  // Each level of a tree has far fewer pages than the one below it.
  for (let level = 0; level < depth_max; level += 1) {
    copied += Math.min(keys, Math.ceil(file_pages / branches_min ** level));
  }
  // Values fill pages or share them; a split leaves the rest of a page empty.
  const value_pages = 2 * keys + Math.ceil(value_bytes / page_bytes);
  const freeList_bytes = file_pages * 8;
  return (copied + value_pages + other_pages) * page_bytes + freeList_bytes;
}
