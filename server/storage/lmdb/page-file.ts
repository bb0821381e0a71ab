import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemClock } from '../../platform/clock.ts';

/**
 * Checks the pages of an LMDB file before lmdb opens it: which pages they refer to, and whether
 * those exist. lmdb maps the file into memory, and touching a page beyond its end ends the process.
 * Layouts are those of `mdb.c` in lmdb 3: little-endian, 64 bits.
 */
const page_header_bytes = 24;
const magic = Buffer.from('dec0efbe02000000', 'hex');
const at = { flags: 18, lower: 20 } as const;
/** From the magic number on. */
const meta = { page_bytes: 24, free: 24, main: 72, last_page: 120, transaction: 128, bytes: 136 };
const tree = { root: 40 } as const;
const node = { flags: 4, key_bytes: 6, key: 8 } as const;
const branch_page = 0x01;
const leaf_page = 0x02;
const big_data = 0x01;
const sub_tree = 0x02;
const no_page = 0xffff_ffff_ffff_ffffn;

export type FileState =
  /** `damaged_pages`: how many of the checked pages are not pages, or not the ones referred to. */
  | { readonly kind: 'whole'; readonly damaged_pages: number }
  /** No LMDB file of this form. */
  | { readonly kind: 'foreign' }
  /** Pages that are referred to lie beyond its end. */
  | { readonly kind: 'cut_short'; readonly bytes: number; readonly wanted_bytes: number };

/**
 * How long the pages of a large file are checked; those near the roots come first. A start waits
 * for it; further damage is found on reads.
 */
const look_ms_max = 200;

/**
 * Throws the error of the system when the file cannot be read. `flags`: as lmdb will open it. `look_ms`:
 * how long pages are checked.
 */
export function stateOf(path: string, flags: 'r' | 'r+', look_ms = look_ms_max): FileState {
  const fd = openSync(path, flags);
  try {
    return new PageFile(fd).state(look_ms);
  } finally {
    closeSync(fd);
  }
}

/**
 * How far the pages of the newest transaction go, and how many bytes the two pages take that every
 * transaction changes. Throws where it is no LMDB file.
 */
export function extentOf(fd: number): { readonly bytes: number; readonly first_bytes: number } {
  return new PageFile(fd).extent();
}

class PageFile {
  readonly #fd: number;
  readonly #bytes: number;
  #page_bytes = 4096;
  /** Pages of trees to be checked. */
  #next: number[] = [];
  #behindEnd = 0;
  #damaged = 0;

  constructor(fd: number) {
    this.#fd = fd;
    this.#bytes = fstatSync(fd).size;
  }

  extent(): { bytes: number; first_bytes: number } {
    const newest = this.#newest();
    if (newest === undefined) throw new Error('data.mdb is no data file');
    return { bytes: this.#end(newest), first_bytes: 2 * this.#page_bytes };
  }

  state(look_ms: number): FileState {
    const newest = this.#newest();
    if (newest === undefined) return { kind: 'foreign' };
    const wanted_bytes = this.#end(newest);
    // The file may be shorter where its last pages are free; only then all pages are checked.
    const until = this.#bytes < wanted_bytes ? Infinity : systemClock.elapsed() + look_ms;
    for (const of of [meta.free, meta.main]) this.#enter(newest, of);
    while (this.#next.length > 0 && systemClock.elapsed() < until) {
      const pages = this.#next;
      this.#next = [];
      for (const page of pages) {
        if (systemClock.elapsed() >= until) break;
        this.#look(page);
      }
    }
    if (this.#behindEnd > 0) return { kind: 'cut_short', bytes: this.#bytes, wanted_bytes };
    return { kind: 'whole', damaged_pages: this.#damaged };
  }

  #newest(): Buffer | undefined {
    const first = this.#metaAt(0);
    if (first === undefined) return undefined;
    this.#page_bytes = first.readUInt32LE(meta.page_bytes);
    const second = this.#metaAt(this.#page_bytes);
    if (second === undefined) return undefined;
    const [a, b] = [first, second].map((one) => one.readBigUInt64LE(meta.transaction));
    return b! > a! ? second : first;
  }

  #end(newest: Buffer): number {
    return (Number(newest.readBigUInt64LE(meta.last_page)) + 1) * this.#page_bytes;
  }

  #metaAt(position: number): Buffer | undefined {
    const head = this.#read(position, page_header_bytes + meta.bytes);
    const found = head?.subarray(page_header_bytes);
    return found?.subarray(0, magic.length).equals(magic) ? found : undefined;
  }

  #enter(within: Buffer, offset: number): void {
    const root = within.readBigUInt64LE(offset + tree.root);
    if (root !== no_page) this.#next.push(Number(root));
  }

  #look(number: number): void {
    const page = this.#read(number * this.#page_bytes, this.#page_bytes);
    if (page === undefined) return void this.#behindEnd++;
    const kind = page.readUInt16LE(at.flags) & (branch_page | leaf_page);
    if (
      page.readBigUInt64LE(0) !== BigInt(number) ||
      (kind !== branch_page && kind !== leaf_page)
    ) {
      return void this.#damaged++;
    }
    try {
      this.#follow(page, kind === branch_page);
    } catch (error) {
      // An offset outside the page.
      if (!(error instanceof RangeError)) throw error;
      this.#damaged++;
    }
  }

  #follow(page: Buffer, isBranch: boolean): void {
    const count = page.readUInt16LE(at.lower) >> 1;
    for (let i = 0; i < count; i++) {
      const offset = page.readUInt16LE(page_header_bytes + 2 * i) + page_header_bytes;
      const flags = page.readUInt16LE(offset + node.flags);
      if (isBranch) {
        const low = page.readUInt16LE(offset) + page.readUInt16LE(offset + 2) * 0x1_0000;
        this.#next.push(low + flags * 0x1_0000_0000);
        continue;
      }
      const value = offset + node.key + page.readUInt16LE(offset + node.key_bytes);
      if ((flags & sub_tree) !== 0) this.#enter(page, value);
      if ((flags & big_data) !== 0) {
        const end = page.readBigUInt64LE(value) + page.readBigUInt64LE(value + 16);
        if (Number(end) * this.#page_bytes > this.#bytes) this.#behindEnd++;
      }
    }
  }

  /** Undefined where the file ends before that. */
  #read(position: number, bytes: number): Buffer | undefined {
    const buffer = Buffer.allocUnsafe(bytes);
    return readSync(this.#fd, buffer, 0, bytes, position) === bytes ? buffer : undefined;
  }
}
