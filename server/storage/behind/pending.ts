import type { Key } from 'lmdb';
import type { Position } from '../log.ts';
import type { Rows } from '../rows/rows.ts';

/** What stands for a key within its group. */
export type Name = string | number;

/** A value, or how it is made once it is read or stored; undefined: the key is removed. */
export type PendingValue = Buffer | (() => Buffer) | undefined;

/** A key as one layer leaves it. */
export interface PendingWrite {
  readonly rows: RowsPending;
  readonly key: Key;
  readonly name: Name;
  readonly group: GroupPending;
  readonly layer: Layer;
  value: PendingValue;
}

/** The rows that a write is of. */
export interface RowsPending {
  readonly base: Rows;
  /** It is in the base, unless it was put once more. */
  forget(write: PendingWrite): void;
}

/** What is pending of the keys that share their first part. */
export interface GroupPending {
  readonly first: string | number | undefined;
  readonly writes: { readonly size: number };
  set(write: PendingWrite): void;
  forget(write: PendingWrite): void;
}

/** All that was put between two positions, which LMDB gets in one transaction. */
export interface Layer {
  /** The newest value of each key. */
  readonly writes: PendingWrite[];
  /** Of the last entry that is in LMDB with it. */
  position: Position;
  readonly amount: Amount;
}

/** How much was applied. */
export interface Amount {
  entries: number;
  /** Of the entries, as they are in the log: what has to be applied again after a crash. */
  bytes: number;
  /** Those of them that shards told of themselves. */
  roster_bytes: number;
  /** Rows that they put, each as often as it was. */
  puts: number;
  roster_puts: number;
}

/** Where what is put goes. */
export interface OpenLayers {
  readonly open: Layer;
  /** A key was put: `replaced` is what `write` took the place of, null where it only got another value. */
  changed(write: PendingWrite, replaced: PendingWrite | undefined | null): void;
}

/** Undefined where it was removed. Once it is made a value stays. */
export function encodedValue(write: PendingWrite): Buffer | undefined {
  if (typeof write.value === 'function') write.value = write.value();
  return write.value;
}
