import type { Key } from 'lmdb';
import { compareRowKeys } from '../rows/key-order.ts';
import type { GroupPending, Name, PendingWrite } from './pending.ts';

/** The keys put since the last sorting, beyond twice the present ones, that end it. */
const unsorted_max = 256;

/**
 * Pending rows whose keys share their first part. A write only updates a map; the order is computed
 * when a range is read.
 */
export class PendingGroup implements GroupPending {
  readonly first: string | number | undefined;
  /** The newest write of each key. */
  readonly writes = new Map<Name, PendingWrite>();
  /** Replaced and never changed, so that iterations are not disturbed. */
  #sorted: readonly PendingWrite[] | undefined;
  /** Writes whose keys are not in there. */
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

  /** Called when a write is in LMDB: removes it, unless a newer one replaced it. */
  forget(write: PendingWrite): void {
    if (this.writes.get(write.name) !== write) return;
    this.writes.delete(write.name);
    this.#isStale = true;
  }

  /** One write of each key, in the order of keys; `current` gives the newest. */
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

  /** The newest write of the same key; undefined when all are in LMDB. */
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

/**
 * Merges mostly few keys into many. A key that was in LMDB meanwhile may be in both, and twice
 * among the new.
 */
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
