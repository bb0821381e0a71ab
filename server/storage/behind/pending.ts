import type { Key } from 'lmdb';
import type { Position } from '../log.ts';
import type { Rows } from '../rows/rows.ts';

/** Identifies a key within its group. */
export type Name = string | number;

/** A value, or a function that makes it when it is read or stored; undefined removes the key. */
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

/** The rows that a write belongs to. */
export interface RowsPending {
  readonly base: Rows;
  /** Called when a write is in the base: removes it, unless it was put again. */
  forget(write: PendingWrite): void;
}

/** Pending rows whose keys share their first part. */
export interface GroupPending {
  readonly first: string | number | undefined;
  readonly writes: { readonly size: number };
  set(write: PendingWrite): void;
  forget(write: PendingWrite): void;
}

/** All writes between two positions, which LMDB gets in one transaction. */
export interface Layer {
  /** The newest value of each key. */
  readonly writes: PendingWrite[];
  /** The position of its last entry. */
  position: Position;
  readonly amount: Amount;
}

/** Amounts of applied entries. */
export interface Amount {
  entries: number;
  /** Bytes of its entries in the log, which have to be applied again after a crash. */
  bytes: number;
  /** Of those, for accounts, characters and factions told by shards. */
  roster_bytes: number;
  /** Rows put, each as often as it was put. */
  puts: number;
  roster_puts: number;
}

/** Takes new writes. */
export interface OpenLayers {
  readonly open: Layer;
  /**
   * Called when a key was put: `replaced` is what `write` replaced; null where it only got another
   * value.
   */
  changed(write: PendingWrite, replaced: PendingWrite | undefined | null): void;
}

/** The encoded value; undefined for a removal. A value is encoded once. */
export function encodedValue(write: PendingWrite): Buffer | undefined {
  if (typeof write.value === 'function') write.value = write.value();
  return write.value;
}
