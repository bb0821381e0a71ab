import type { ClosedPlace } from '../../../actors/queue/sort.ts';
import { readNode, type TreeForm, type TreeNode } from './counted-node.ts';
import type { CountedTree } from './counted-tree.ts';
import { treeKey, type TreeKind } from '../rows/keys.ts';
import type { Databases } from '../rows/rows.ts';

/** Bytes of a ticket number, and of a time in milliseconds. */
const integer_bytes = 6;
const integer_max = 2 ** (8 * integer_bytes) - 1;

/**
 * Three leaves, or two inner nodes, share a page of 4,096 bytes. LMDB puts values larger than half
 * a page into pages of their own.
 */
const leaf_bytes_max = 1_296;
const inner_bytes_max = 1_920;
/** Bytes of a child besides its lowest entry. */
const child_bytes = 8;

const byNumber = treeForm(integer_bytes);
const byUpdate = treeForm(2 * integer_bytes);

function treeForm(width: number): TreeForm {
  return {
    width,
    leaf_items_max: Math.floor(leaf_bytes_max / width),
    inner_items_max: Math.floor(inner_bytes_max / (width + child_bytes)),
  };
}

export const treeForms: Readonly<Record<TreeKind, TreeForm>> = {
  n: byNumber,
  u: byUpdate,
  w: byNumber,
};

/** An order in which a list is kept. */
export type Order = 'number' | 'updated';
export const kindOf = { number: 'n', updated: 'u' } as const satisfies Record<Order, TreeKind>;

/** The tree of a list, or of a word, as it is on disk. */
export function storedTree(dbs: Databases, kind: TreeKind, name: string): CountedTree {
  return { form: treeForms[kind], node: (id) => storedNode(dbs, kind, name, id) };
}

export function storedNode(
  dbs: Databases,
  kind: TreeKind,
  name: string,
  id: number,
): TreeNode | undefined {
  const bytes = dbs.index.get(treeKey(kind, name, id));
  return bytes === undefined ? undefined : readNode(bytes);
}

/** The same for many lookups: each node is read once. */
export function rememberedTree(dbs: Databases, kind: TreeKind, name: string): CountedTree {
  const known = new Map<number, TreeNode | undefined>();
  return {
    form: treeForms[kind],
    node(id) {
      if (!known.has(id)) known.set(id, storedNode(dbs, kind, name, id));
      return known.get(id);
    },
  };
}

export function numberEntry(number: number): Buffer {
  const entry = Buffer.allocUnsafe(integer_bytes);
  entry.writeUIntBE(bounded(number), 0, integer_bytes);
  return entry;
}

export function placeEntry(order: Order, { updated, number }: ClosedPlace): Buffer {
  if (order === 'number') return numberEntry(number);
  const entry = Buffer.allocUnsafe(2 * integer_bytes);
  entry.writeUIntBE(bounded(updated), 0, integer_bytes);
  entry.writeUIntBE(bounded(number), integer_bytes, integer_bytes);
  return entry;
}

export function numberIn(bytes: Buffer, at: number): number {
  return bytes.readUIntBE(at, integer_bytes);
}

/** `updated` is 0 where the list is sorted by number. */
export function placeIn(order: Order, bytes: Buffer, at: number): ClosedPlace {
  if (order === 'number') return { updated: 0, number: numberIn(bytes, at) };
  return { updated: numberIn(bytes, at), number: numberIn(bytes, at + integer_bytes) };
}

/** A caller may name a place that no ticket can have. */
function bounded(value: number): number {
  return Math.min(Math.max(0, Math.floor(value)), integer_max);
}
