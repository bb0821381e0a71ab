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

/** One that is changed. What was read of it once is in memory. */
export interface WritableTree extends CountedTree {
  /** To be changed in place, once it was read; one that is not there is an empty leaf. */
  own(id: number): TreeNode;
  /** `undefined` removes it. */
  put(id: number, node: TreeNode | undefined): void;
}

/** Below this part of what it may hold a node is joined with one beside it. */
const sparse_part = 1 / 4;
/** What is joined takes no more than this part, so that it is not cut again at once. */
const joined_part = 3 / 4;
/** So many items more or less may a node have once what is done before it in its tree is done. */
const slack_items = 2;

/** A node on the way to an entry, and where in it the way goes on; in a leaf, where the entry belongs. */
interface Step {
  readonly id: number;
  readonly at: number;
  /** Nothing in the tree is behind the node. */
  readonly isLast: boolean;
}

/**
 * Reads all that is needed to add an entry, or to take it out: neither fails then, nor where it is
 * taken out after another was added.
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

/** One that is there already changes nothing. */
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

/** One that is not there changes nothing. */
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
 * Cuts a node that is too large in halves; but where something was put at the very end of a tree, what
 * was there stays whole: most lists grow at the end, and would be half empty otherwise. Returns the
 * item of the second part for the parent.
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

/** One entry less is below the child at this place. */
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

/** Joins a child that has become sparse with one beside it, where both fit into one. */
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

/** A root with one child is that child, and one with nothing is not there. */
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
