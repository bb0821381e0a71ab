import type { Key } from 'lmdb';
import { compareRowKeys } from '../rows/key-order.ts';
import type { GroupPending, Name, PendingWrite } from './pending.ts';

/** How many that were put since the last sorting, beyond twice those there are, end it. */
const unsorted_max = 256;

/**
 * What is pending of the keys that share their first part. A write costs nothing but a look into a
 * map: only who reads a range pays for the order.
 */
export class PendingGroup implements GroupPending {
  readonly first: string | number | undefined;
  /** The newest of each key. */
  readonly writes = new Map<Name, PendingWrite>();
  /** Replaced and never changed, so that who walks along it is not disturbed. */
  #sorted: readonly PendingWrite[] | undefined;
  /** Of keys that are not in there. */
  #unsorted: PendingWrite[] = [];
  #isStale = false;

  constructor(first: string | number | undefined) {
    this.first = first;
  }

  set(write: PendingWrite): void {
    const isNew = !this.writes.has(write.name);
    this.writes.set(write.name, write);
    if (!isNew || this.#sorted === undefined) return;
    this.#unsorted.push(write);
    if (this.#unsorted.length > 2 * this.writes.size + unsorted_max) {
      this.#sorted = undefined;
      this.#unsorted = [];
    }
  }

  /** It is in LMDB, unless a newer one took its place. */
  forget(write: PendingWrite): void {
    if (this.writes.get(write.name) !== write) return;
    this.writes.delete(write.name);
    this.#isStale = true;
  }

  /** In the order of keys, one of each key; `current` gives the newest of it. */
  sorted(): readonly PendingWrite[] {
    if (this.#sorted === undefined) {
      this.#sorted = [...this.writes.values()].toSorted(byKey);
    } else {
      const sorted = this.#isStale ? this.#sorted.filter((one) => this.current(one)) : this.#sorted;
      this.#sorted = this.#unsorted.length > 0 ? merged(sorted, this.#unsorted) : sorted;
    }
    this.#unsorted = [];
    this.#isStale = false;
    return this.#sorted;
  }

  /** The newest of the same key; none when all are in LMDB. */
  current({ name }: PendingWrite): PendingWrite | undefined {
    return this.writes.get(name);
  }
}

/** The first place whose key is not below this one. */
export function placeOf(sorted: readonly PendingWrite[], key: Key, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareRowKeys(sorted[middle]!.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mostly few are put into many. A key that was in LMDB meanwhile may be in both, and twice in the new. */
function merged(sorted: readonly PendingWrite[], added: readonly PendingWrite[]): PendingWrite[] {
  const all: PendingWrite[] = [];
  let from = 0;
  for (const write of added.toSorted(byKey)) {
    const last = all.at(-1);
    const at = placeOf(sorted, write.key, from);
    for (; from < at; from += 1) all.push(sorted[from]!);
    if (from < sorted.length && byKey(sorted[from]!, write) === 0) from += 1;
    else if (last !== undefined && byKey(last, write) === 0) continue;
    all.push(write);
  }
  for (; from < sorted.length; from += 1) all.push(sorted[from]!);
  return all;
}

function byKey(a: PendingWrite, b: PendingWrite): number {
  return compareRowKeys(a.key, b.key);
}
