/**
 * One node of a counted tree: the form, the level (0 is a leaf), then its items in order. Items of a
 * leaf are entries, all of one width, which compare as bytes. Items of an inner node are children: the
 * lowest entry that may be in it, its id, and how many entries are below it.
 */
export interface TreeNode {
  /**
   * As it is stored. A node that is changed has spare room at its end, and gets a larger buffer
   * when that is used up.
   */
  bytes: Buffer;
  used_bytes: number;
}

export interface TreeForm {
  /** Of an entry, in bytes. */
  readonly width: number;
  /** Items of one node. */
  readonly leaf_items_max: number;
  readonly inner_items_max: number;
}

/** In the first byte, as in values that `codec.ts` makes, so that they are told apart. */
const form = 2;
const leaf_header_bytes = 2;
const id_bytes = 4;
/** With the id of the next new node, which is valid in the root only. */
const inner_header_bytes = leaf_header_bytes + id_bytes;
const count_bytes = 4;

/** An empty tree. */
export const emptyLeaf: TreeNode = {
  bytes: Buffer.from([form, 0]),
  used_bytes: leaf_header_bytes,
};

export function readNode(bytes: Buffer): TreeNode {
  if (bytes[0] !== form) throw new Error(`a list has the unknown form ${bytes[0]}`);
  return { bytes, used_bytes: bytes.length };
}

/** Spare room, in items, before a node is copied again. */
const room_items = 8;

export function newNode(level: number, tree: TreeForm): TreeNode {
  const used_bytes = headerBytes(level);
  const bytes = Buffer.allocUnsafe(used_bytes + room_items * sizeAt(level, tree));
  bytes[0] = form;
  bytes[1] = level;
  return { bytes, used_bytes };
}

/** A copy that may be changed. */
export function copyNode(node: TreeNode, tree: TreeForm): TreeNode {
  const { used_bytes } = node;
  return { bytes: roomier(node, itemBytes(node, tree)), used_bytes };
}

export function levelOf({ bytes }: TreeNode): number {
  return bytes[1]!;
}

/** Valid for an inner root. */
export function nextIdOf({ bytes }: TreeNode): number {
  return bytes.readUInt32BE(leaf_header_bytes);
}

export function setNextId({ bytes }: TreeNode, id: number): void {
  bytes.writeUInt32BE(id, leaf_header_bytes);
}

export function itemBytes(node: TreeNode, tree: TreeForm): number {
  return sizeAt(levelOf(node), tree);
}

export function itemCount(node: TreeNode, tree: TreeForm): number {
  const level = levelOf(node);
  return (node.used_bytes - headerBytes(level)) / sizeAt(level, tree);
}

/** The offset of an item: of an entry, or of the lowest entry of a child. */
export function itemAt(node: TreeNode, tree: TreeForm, i: number): number {
  const level = levelOf(node);
  return headerBytes(level) + i * sizeAt(level, tree);
}

export function childIdAt(node: TreeNode, tree: TreeForm, i: number): number {
  return node.bytes.readUInt32BE(itemAt(node, tree, i) + tree.width);
}

/** How many entries are below the child at this place. */
export function childCountAt(node: TreeNode, tree: TreeForm, i: number): number {
  return node.bytes.readUInt32BE(itemAt(node, tree, i) + tree.width + id_bytes);
}

/** How many entries are in a node and below it. */
export function entryCount(node: TreeNode, tree: TreeForm): number {
  const items = itemCount(node, tree);
  if (levelOf(node) === 0) return items;
  let count = 0;
  for (let i = 0; i < items; i += 1) count += childCountAt(node, tree, i);
  return count;
}

/** How many entries of a leaf are below this one. */
export function entriesBelow(leaf: TreeNode, tree: TreeForm, entry: Buffer): number {
  let low = 0;
  let high = itemCount(leaf, tree);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAt(leaf, tree, middle, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an entry stands at this place of a leaf. */
export function isAt(node: TreeNode, tree: TreeForm, i: number, entry: Buffer): boolean {
  return i < itemCount(node, tree) && compareAt(node, tree, i, entry) === 0;
}

/**
 * The index of the child that an entry belongs to. Entries below all others belong to the first
 * child, whose own lowest entry is ignored, as it may be out of date.
 */
export function childFor(node: TreeNode, tree: TreeForm, entry: Buffer): number {
  let low = 1;
  let high = itemCount(node, tree);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAt(node, tree, middle, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The item of a child for its parent. */
export function childItem(child: TreeNode, tree: TreeForm, id: number): Buffer {
  const item = Buffer.allocUnsafe(tree.width + id_bytes + count_bytes);
  const low = itemAt(child, tree, 0);
  child.bytes.copy(item, 0, low, low + tree.width);
  item.writeUInt32BE(id, tree.width);
  item.writeUInt32BE(entryCount(child, tree), tree.width + id_bytes);
  return item;
}

export function setChildCount(node: TreeNode, tree: TreeForm, i: number, count: number): void {
  node.bytes.writeUInt32BE(count, itemAt(node, tree, i) + tree.width + id_bytes);
}

/** `item` may be longer; its beginning counts. */
export function putItem(node: TreeNode, tree: TreeForm, i: number, item: Buffer): void {
  const at = itemAt(node, tree, i);
  const size = itemBytes(node, tree);
  if (node.used_bytes + size > node.bytes.length) node.bytes = roomier(node, size);
  node.bytes.copyWithin(at + size, at, node.used_bytes);
  item.copy(node.bytes, at, 0, size);
  node.used_bytes += size;
}

export function dropItem(node: TreeNode, tree: TreeForm, i: number): void {
  const at = itemAt(node, tree, i);
  const size = itemBytes(node, tree);
  node.bytes.copyWithin(at, at + size, node.used_bytes);
  node.used_bytes -= size;
}

/** Moves the items from this index on into a new node. */
export function cutNode(node: TreeNode, tree: TreeForm, i: number): TreeNode {
  const at = itemAt(node, tree, i);
  const rest = newNode(levelOf(node), tree);
  append(rest, node, at, tree);
  node.used_bytes = at;
  return rest;
}

/** Appends all items of the next node; `low` is the lowest entry that it may hold. */
export function joinNodes(node: TreeNode, behind: TreeNode, tree: TreeForm, low: Buffer): void {
  const from = itemAt(behind, tree, 0);
  // The first item's lowest entry may be out of date, and it is no longer the first.
  if (levelOf(behind) > 0) low.copy(behind.bytes, from, 0, tree.width);
  append(node, behind, from, tree);
}

function append(to: TreeNode, from: TreeNode, at: number, tree: TreeForm): void {
  const bytes = from.used_bytes - at;
  if (to.used_bytes + bytes > to.bytes.length) {
    to.bytes = roomier(to, itemBytes(to, tree), bytes);
  }
  from.bytes.copy(to.bytes, to.used_bytes, at, from.used_bytes);
  to.used_bytes += bytes;
}

function roomier({ bytes, used_bytes }: TreeNode, item_bytes: number, more_bytes = 0): Buffer {
  const copy = Buffer.allocUnsafe(used_bytes + more_bytes + room_items * item_bytes);
  bytes.copy(copy, 0, 0, used_bytes);
  return copy;
}

function headerBytes(level: number): number {
  return level === 0 ? leaf_header_bytes : inner_header_bytes;
}

function sizeAt(level: number, { width }: TreeForm): number {
  return level === 0 ? width : width + id_bytes + count_bytes;
}

/** Byte by byte: most entries differ early, and a call to `Buffer.compare` takes longer. */
function compareAt(node: TreeNode, tree: TreeForm, i: number, entry: Buffer): number {
  const { bytes } = node;
  const at = itemAt(node, tree, i);
  for (let k = 0; k < tree.width; k += 1) {
    const order = bytes[at + k]! - entry[k]!;
    if (order !== 0) return order;
  }
  return 0;
}
