import {
  childCountAt,
  childFor,
  childIdAt,
  childItem,
  cutNode,
  dropItem,
  entryCount,
  isAt,
  itemAt,
  itemCount,
  entriesBelow,
  joinNodes,
  levelOf,
  newNode,
  nextIdOf,
  putItem,
  setChildCount,
  setNextId,
  type TreeForm,
  type TreeNode,
} from './counted-node.ts';
import { childOf, root_id, rootOf, type CountedTree } from './counted-tree.ts';

/** A tree that is changed. Its nodes stay in memory once read. */
export interface WritableTree extends CountedTree {
  /** A node that may be changed in place. A missing one is an empty leaf. */
  own(id: number): TreeNode;
  /** `undefined` removes it. */
  put(id: number, node: TreeNode | undefined): void;
}

/** A node filled below this part is joined with a neighbour. */
const sparse_part = 1 / 4;
/** A joined node is filled to at most this part, so that it is not split again at once. */
const joined_part = 3 / 4;
/** By how many items a node may change through earlier changes of the same entry. */
const slack_items = 2;

/**
 * A node on the path to an entry, and the index in it where the path goes on; in a leaf, where the
 * entry belongs.
 */
interface Step {
  readonly id: number;
  readonly at: number;
  /** The node is the last of its level. */
  readonly isLast: boolean;
}

/**
 * Reads all nodes needed to add or remove an entry, so that neither fails afterwards, nor a removal
 * after an addition.
 */
export function reach(tree: WritableTree, entry: Buffer): void {
  const { form } = tree;
  let node = rootOf(tree);
  while (levelOf(node) > 0) {
    const i = childFor(node, form, entry);
    const child = childOf(tree, node, i);
    if (itemCount(child, form) - slack_items <= itemsMax(child, form) * sparse_part) {
      const beside = i === 0 ? i + 1 : i - 1;
      if (beside < itemCount(node, form)) childOf(tree, node, beside);
    }
    node = child;
  }
}

/** Adds an entry, unless it is there already. */
export function addTo(tree: WritableTree, entry: Buffer): void {
  const { form } = tree;
  const steps = stepsTo(tree, entry);
  const leaf = steps.at(-1)!;
  if (isAt(rootOr(tree, leaf.id), form, leaf.at, entry)) return;
  let item: Buffer | undefined = entry;
  for (const { id, at, isLast } of steps.toReversed()) {
    const node = tree.own(id);
    const isInner = levelOf(node) > 0;
    if (isInner) {
      const child = childOf(tree, node, at);
      const count: number =
        item === undefined ? childCountAt(node, form, at) + 1 : entryCount(child, form);
      setChildCount(node, form, at, count);
    }
    if (item === undefined) continue;
    const place = isInner ? at + 1 : at;
    putItem(node, form, place, item);
    item = cut(tree, id, node, isLast && place === itemCount(node, form) - 1);
  }
}

/** Removes an entry, if it is there. */
export function removeFrom(tree: WritableTree, entry: Buffer): void {
  const { form } = tree;
  const steps = stepsTo(tree, entry);
  const leaf = steps.at(-1)!;
  if (!isAt(rootOr(tree, leaf.id), form, leaf.at, entry)) return;
  for (const { id, at } of steps.toReversed()) {
    const node = tree.own(id);
    if (levelOf(node) === 0) dropItem(node, form, at);
    else shrink(tree, node, at);
  }
  settleRoot(tree);
}

/** From the root to the leaf. */
function stepsTo(tree: WritableTree, entry: Buffer): Step[] {
  const { form } = tree;
  const steps: Step[] = [];
  let id = root_id;
  let isLast = true;
  for (;;) {
    const node = rootOr(tree, id);
    if (levelOf(node) === 0) {
      steps.push({ id, at: entriesBelow(node, form, entry), isLast });
      return steps;
    }
    const at = childFor(node, form, entry);
    steps.push({ id, at, isLast });
    isLast &&= at === itemCount(node, form) - 1;
    id = childIdAt(node, form, at);
  }
}

function rootOr(tree: WritableTree, id: number): TreeNode {
  if (id === root_id) return rootOf(tree);
  const node = tree.node(id);
  if (node === undefined) throw new Error('a part of a list is missing');
  return node;
}

/**
 * Splits a node that is too large in halves. After an addition at the very end of a tree only the
 * new entry is split off: most lists grow at the end, and their nodes would stay half empty
 * otherwise. Returns the item of the second node for the parent.
 */
function cut(tree: WritableTree, id: number, node: TreeNode, isAtEnd: boolean): Buffer | undefined {
  const { form } = tree;
  const items = itemCount(node, form);
  if (items <= itemsMax(node, form)) return undefined;
  const behind = cutNode(node, form, isAtEnd ? items - 1 : items >> 1);
  if (id !== root_id) {
    const behindId = nextId(tree);
    tree.put(behindId, behind);
    return childItem(behind, form, behindId);
  }
  const level = levelOf(node);
  const first = level === 0 ? 1 : nextIdOf(node);
  const root = newNode(level + 1, form);
  setNextId(root, first + 2);
  for (const [i, part] of [node, behind].entries()) {
    putItem(root, form, i, childItem(part, form, first + i));
    tree.put(first + i, part);
  }
  tree.put(root_id, root);
  return undefined;
}

function nextId(tree: WritableTree): number {
  const root = tree.own(root_id);
  const id = nextIdOf(root);
  setNextId(root, id + 1);
  return id;
}

/** Updates a parent after an entry below this child was removed. */
function shrink(tree: WritableTree, node: TreeNode, at: number): void {
  const { form } = tree;
  const id = childIdAt(node, form, at);
  const child = childOf(tree, node, at);
  if (itemCount(child, form) === 0) {
    tree.put(id, undefined);
    dropItem(node, form, at);
  } else if (!join(tree, node, at, child)) {
    setChildCount(node, form, at, childCountAt(node, form, at) - 1);
  }
}

/** Joins a sparse child with a neighbour, where both fit into one node. */
function join(tree: WritableTree, node: TreeNode, at: number, child: TreeNode): boolean {
  const { form } = tree;
  const items = itemCount(child, form);
  const items_max = itemsMax(child, form);
  if (items > items_max * sparse_part || itemCount(node, form) === 1) return false;
  const left = Math.max(0, at - 1);
  const beside = childOf(tree, node, left === at ? at + 1 : left);
  if (items + itemCount(beside, form) > items_max * joined_part) return false;
  const [leftId, rightId] = [childIdAt(node, form, left), childIdAt(node, form, left + 1)];
  const joined = tree.own(leftId);
  const low = itemAt(node, form, left + 1);
  joinNodes(joined, tree.own(rightId), form, node.bytes.subarray(low, low + form.width));
  tree.put(rightId, undefined);
  dropItem(node, form, left + 1);
  setChildCount(node, form, left, entryCount(joined, form));
  return true;
}

/** Replaces a root with a single child by that child, and removes an empty one. */
function settleRoot(tree: WritableTree): void {
  const { form } = tree;
  let root = rootOf(tree);
  const next = levelOf(root) === 0 ? 0 : nextIdOf(root);
  while (levelOf(root) > 0 && itemCount(root, form) === 1) {
    const id = childIdAt(root, form, 0);
    childOf(tree, root, 0);
    root = tree.own(id);
    tree.put(id, undefined);
    tree.put(root_id, root);
    if (levelOf(root) > 0) setNextId(root, next);
  }
  if (itemCount(root, form) === 0) tree.put(root_id, undefined);
}

function itemsMax(node: TreeNode, { leaf_items_max, inner_items_max }: TreeForm): number {
  return levelOf(node) === 0 ? leaf_items_max : inner_items_max;
}
