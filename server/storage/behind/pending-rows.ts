import type { Key } from 'lmdb';
import { compareParts, compareRowKeys, type Part } from '../rows/key-order.ts';
import type { RowRange, Rows } from '../rows/rows.ts';
import { merge, type Piece } from './merge.ts';
import { PendingGroup, placeOf } from './pending-group.ts';
import {
  encodedValue,
  type Name,
  type OpenLayers,
  type PendingValue,
  type PendingWrite,
  type RowsPending,
} from './pending.ts';

/**
 * Rows as they will be once everything pending is written. Either all keys are lists of parts, or
 * none.
 */
export class PendingRows implements Rows, RowsPending {
  base: Rows;
  readonly #layers: OpenLayers;
  readonly #groups = new Map<Part | undefined, PendingGroup>();

  constructor(base: Rows, layers: OpenLayers) {
    this.base = base;
    this.#layers = layers;
  }

  put(key: Key, value: PendingValue): void {
    const first = firstOf(key);
    let group = this.#groups.get(first);
    if (group === undefined) {
      group = new PendingGroup(first);
      this.#groups.set(first, group);
    }
    const name = nameOf(key);
    const layer = this.#layers.open;
    const write = group.writes.get(name);
    if (write?.layer === layer) {
      this.#layers.changed(write, null);
      write.value = value;
      return;
    }
    const added: PendingWrite = { rows: this, key, name, group, layer, value };
    this.#layers.changed(added, write);
    group.set(added);
    layer.writes.push(added);
  }

  get(key: Key): Buffer | undefined {
    return this.look(key)();
  }

  /**
   * The same, with values made on demand. The base is read whether or not something is pending, so
   * that the reads do not reveal whether there is something new.
   */
  look(key: Key): () => Buffer | undefined {
    const stored = this.base.get(key);
    const write = this.#find(key);
    return () => (write === undefined ? stored : encodedValue(write));
  }

  doesExist(key: Key): boolean {
    const isStored = this.base.doesExist(key);
    const write = this.#find(key);
    return write === undefined ? isStored : write.value !== undefined;
  }

  getRange(range: RowRange): Iterable<{ readonly key: Key; readonly value: Buffer }> {
    const pieces = this.#piecesIn(range);
    if (pieces.length === 0) return this.base.getRange(range);
    return merge(this.base, pieces, range, {
      read: (stored) => this.base.getRange(stored),
      keyOf: (row) => row.key,
      make: (write) => ({ key: write.key, value: encodedValue(write)! }),
    });
  }

  getKeys(range: RowRange): Iterable<Key> {
    const pieces = this.#piecesIn(range);
    if (pieces.length === 0) return this.base.getKeys(range);
    return merge(this.base, pieces, range, {
      read: (stored) => this.base.getKeys(stored),
      keyOf: (key) => key,
      make: (write) => write.key,
    });
  }

  /** Called when a write is in the base: removes it, unless it was put again. */
  forget(write: PendingWrite): void {
    const { group } = write;
    group.forget(write);
    if (group.writes.size === 0) this.#groups.delete(group.first);
  }

  #find(key: Key): PendingWrite | undefined {
    return this.#groups.get(firstOf(key))?.writes.get(nameOf(key));
  }

  /** The pending parts of a range, in its direction. */
  #piecesIn(range: RowRange): Piece[] {
    const { low, isLowOut, high, isHighOut } = boundsOf(range);
    const pieces: Piece[] = [];
    for (const group of this.#groupsBetween(low, high)) {
      const sorted = group.sorted();
      const from = low === undefined ? 0 : endOf(sorted, low, isLowOut);
      const to = high === undefined ? sorted.length : endOf(sorted, high, !isHighOut);
      if (from < to) pieces.push({ group, sorted, from, to });
    }
    return range.reverse === true ? pieces.toReversed() : pieces;
  }

  #groupsBetween(low: Key | undefined, high: Key | undefined): PendingGroup[] {
    const from = low === undefined ? undefined : firstOf(low);
    const to = high === undefined ? undefined : firstOf(high);
    // Nearly all ranges lie in one group.
    if (from !== undefined && from === to) {
      const group = this.#groups.get(from);
      return group === undefined ? [] : [group];
    }
    return [...this.#groups.values()]
      .filter(({ first }) => {
        if (first === undefined) return true;
        const isBelow = from !== undefined && compareParts(first, from) < 0;
        return !isBelow && (to === undefined || compareParts(first, to) <= 0);
      })
      .toSorted((a, b) => compareParts(a.first ?? 0, b.first ?? 0));
  }
}

/** Both ends of a range, the lower first, and whether the key itself is excluded. */
function boundsOf({ start, exclusiveStart = false, end, reverse }: RowRange) {
  return reverse === true
    ? { low: end, isLowOut: true, high: start, isHighOut: exclusiveStart }
    : { low: start, isLowOut: exclusiveStart, high: end, isHighOut: true };
}

/** The place after a key, or where it is or would be. */
function endOf(sorted: readonly PendingWrite[], key: Key, isBehind: boolean): number {
  const at = placeOf(sorted, key);
  const isThere = at < sorted.length && compareRowKeys(sorted[at]!.key, key) === 0;
  return isBehind && isThere ? at + 1 : at;
}

function firstOf(key: Key): Part | undefined {
  return Array.isArray(key) ? (key[0] as Part) : undefined;
}

/** Unique within a group, since texts in keys contain neither of these characters. */
function nameOf(key: Key): Name {
  if (!Array.isArray(key)) return key as Name;
  if (key.length === 2) return key[1] as Name;
  return key.slice(1).map(textOf).join('\0');
}

function textOf(part: unknown): string {
  return typeof part === 'number' ? `\u0001${part}` : (part as string);
}
