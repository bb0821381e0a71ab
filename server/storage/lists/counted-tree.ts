import {
  childCountAt,
  childFor,
  childIdAt,
  emptyLeaf,
  entryCount,
  isAt,
  itemAt,
  itemCount,
  entriesBelow,
  levelOf,
  type TreeForm,
  type TreeNode,
} from './counted-node.ts';

/**
 * An ordered set with ranks: a B+ tree whose nodes are rows, in which each child is stored with its
 * count. An entry is found by rank, and its rank told, by reading one row of each level; a million
 * entries have three levels. A small set is one row.
 */
export interface CountedTree {
  readonly form: TreeForm;
  /** Undefined where there is no node with this id. */
  node(id: number): TreeNode | undefined;
}

/** The id of the root; a tree without one is empty. */
export const root_id = 0;

export function rootOf(tree: CountedTree): TreeNode {
  return tree.node(root_id) ?? emptyLeaf;
}

export function childOf(tree: CountedTree, node: TreeNode, i: number): TreeNode {
  const child = tree.node(childIdAt(node, tree.form, i));
  if (child === undefined) throw new Error('a part of a list is missing');
  return child;
}

export function countOf(tree: CountedTree): number {
  return entryCount(rootOf(tree), tree.form);
}

/** How many entries are below this one, whether it is there or not. */
export function rankOf(tree: CountedTree, entry: Buffer): number {
  const { form } = tree;
  let rank = 0;
  let node = rootOf(tree);
  while (levelOf(node) > 0) {
    const i = childFor(node, form, entry);
    for (let left = 0; left < i; left += 1) rank += childCountAt(node, form, left);
    node = childOf(tree, node, i);
  }
  return rank + entriesBelow(node, form, entry);
}

export function isIn(tree: CountedTree, entry: Buffer): boolean {
  const { form } = tree;
  let node = rootOf(tree);
  while (levelOf(node) > 0) node = childOf(tree, node, childFor(node, form, entry));
  return isAt(node, form, entriesBelow(node, form, entry), entry);
}

/**
 * Visits the entries from one rank up to another, in order: `take` gets the bytes that hold each,
 * and the offset.
 */
export function visit(
  tree: CountedTree,
  from: number,
  to: number,
  take: (bytes: Buffer, at: number) => void,
): void {
  visitNode(tree, rootOf(tree), Math.max(0, from), to, take);
}

function visitNode(
  tree: CountedTree,
  node: TreeNode,
  from: number,
  to: number,
  take: (bytes: Buffer, at: number) => void,
): void {
  const { form } = tree;
  const items = itemCount(node, form);
  if (levelOf(node) === 0) {
    for (let i = from; i < Math.min(to, items); i += 1) take(node.bytes, itemAt(node, form, i));
    return;
  }
  let before = 0;
  for (let i = 0; i < items && before < to; i += 1) {
    const count = childCountAt(node, form, i);
    if (before + count > from) {
      visitNode(tree, childOf(tree, node, i), Math.max(0, from - before), to - before, take);
    }
    before += count;
  }
}
