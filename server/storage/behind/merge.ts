import type { Key } from 'lmdb';
import { compareRowKeys } from '../rows/key-order.ts';
import type { RowRange, Rows } from '../rows/rows.ts';
import type { PendingGroup } from './pending-group.ts';
import type { PendingWrite } from './pending.ts';

/** A part of a group, between two places in its order. */
export interface Piece {
  readonly group: PendingGroup;
  readonly sorted: readonly PendingWrite[];
  readonly from: number;
  readonly to: number;
}

/** How the rows of a range are read and represented. */
export interface Reading<T> {
  read(range: RowRange): Iterable<T>;
  keyOf(row: T): Key;
  make(write: PendingWrite): T;
}

/**
 * Merges a range of stored rows with the pending ones. `pieces` are in the direction of the range.
 */
export function* merge<T>(
  base: Rows,
  pieces: readonly Piece[],
  range: RowRange,
  reading: Reading<T>,
): Generator<T> {
  const { offset = 0, limit = Infinity, ...whole } = range;
  if (limit <= 0) return;
  const isReverse = whole.reverse === true;
  const jump = offset === 0 ? undefined : jumpTo(base, pieces, whole, offset);
  const start = jump === undefined ? whole : { ...whole, start: jump.start, exclusiveStart: false };
  let skip = jump?.skip ?? offset;
  let left = limit;
  const stored = reading.read(start)[Symbol.iterator]();
  try {
    let next = stored.next();
    for (const write of writesIn(pieces, isReverse)) {
      if (jump !== undefined && isBefore(write.key, jump.start, isReverse)) continue;
      while (next.done !== true) {
        const order = compareRowKeys(reading.keyOf(next.value), write.key);
        if (isReverse ? order < 0 : order > 0) break;
        if (order !== 0) {
          if (skip > 0) skip -= 1;
          else {
            yield next.value;
            left -= 1;
            if (left === 0) return;
          }
        }
        next = stored.next();
      }
      if (write.value === undefined) continue;
      if (skip > 0) skip -= 1;
      else {
        yield reading.make(write);
        left -= 1;
        if (left === 0) return;
      }
    }
    while (next.done !== true) {
      if (skip > 0) skip -= 1;
      else {
        yield next.value;
        left -= 1;
        if (left === 0) return;
      }
      next = stored.next();
    }
  } finally {
    // An open range keeps LMDB from reusing its old pages.
    stored.return?.();
  }
}

interface Jump {
  /** A key in the base, and how many rows from there on must still be skipped. */
  readonly start: Key;
  readonly skip: number;
}

/**
 * Skips most of the rows within the base, which is thirty times as fast as one by one. Pending rows
 * may add or remove as many rows as there are, so it skips that many fewer, and counts the changes
 * before that place.
 */
function jumpTo(
  base: Rows,
  pieces: readonly Piece[],
  whole: RowRange,
  offset: number,
): Jump | undefined {
  const pending = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const stored = offset - pending;
  // Looking up each pending row costs as much as several rows one by one.
  if (stored <= pending * lookup_rows) return undefined;
  const [start] = base.getKeys({ ...whole, offset: stored, limit: 1 });
  if (start === undefined) return undefined;
  const isReverse = whole.reverse === true;
  let changed = 0;
  for (const { key, value } of writesIn(pieces, isReverse)) {
    if (!isBefore(key, start, isReverse)) break;
    changed += Number(value !== undefined) - Number(base.doesExist(key));
  }
  return { start, skip: offset - stored - changed };
}

const lookup_rows = 4;

function isBefore(key: Key, other: Key, isReverse: boolean): boolean {
  const order = compareRowKeys(key, other);
  return isReverse ? order > 0 : order < 0;
}

/** The pending rows as they are now; those written to the base since are read there. */
function* writesIn(pieces: readonly Piece[], isReverse: boolean): Generator<PendingWrite> {
  for (const { group, sorted, from, to } of pieces) {
    for (let i = 0; i < to - from; i += 1) {
      const write = group.current(sorted[isReverse ? to - 1 - i : from + i]!);
      if (write !== undefined) yield write;
    }
  }
}
