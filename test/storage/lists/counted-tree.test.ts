import fc from 'fast-check';
import {
  copyNode,
  entryCount,
  itemCount,
  levelOf,
  newNode,
  readNode,
  type TreeForm,
  type TreeNode,
} from '../../../server/storage/lists/counted-node.ts';
import {
  childOf,
  countOf,
  isIn,
  rankOf,
  rootOf,
  visit,
  type CountedTree,
} from '../../../server/storage/lists/counted-tree.ts';
import {
  addTo,
  reach,
  removeFrom,
  type WritableTree,
} from '../../../server/storage/lists/counted-tree-write.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a counted tree');

/** So small that some hundred entries have several levels. */
const form: TreeForm = { width: 2, leaf_items_max: 6, inner_items_max: 5 };

/** Its rows, which are read only until all was reached. */
class Tree implements WritableTree {
  readonly form = form;
  readonly rows = new Map<number, Buffer>();
  readonly #nodes = new Map<number, TreeNode | undefined>();
  #own = new Set<number>();
  mayRead = true;
  reads = 0;

  node(id: number): TreeNode | undefined {
    if (!this.#nodes.has(id)) {
      assert.ok(this.mayRead, `node ${id} was not reached before`);
      this.reads += 1;
      const bytes = this.rows.get(id);
      this.#nodes.set(id, bytes === undefined ? undefined : readNode(bytes));
    }
    return this.#nodes.get(id);
  }

  own(id: number): TreeNode {
    const node = this.node(id);
    if (node !== undefined && this.#own.has(id)) return node;
    const own = node === undefined ? newNode(0, form) : copyNode(node, form);
    this.put(id, own);
    return own;
  }

  put(id: number, node: TreeNode | undefined): void {
    this.#nodes.set(id, node);
    this.#own.add(id);
  }

  /** Puts what was changed into its rows, and forgets what was read. */
  write(): void {
    for (const id of this.#own) {
      const node = this.#nodes.get(id);
      if (node === undefined) this.rows.delete(id);
      else this.rows.set(id, Buffer.from(node.bytes.subarray(0, node.used_bytes)));
    }
    this.#nodes.clear();
    this.#own = new Set();
    this.reads = 0;
  }
}

const entryOf = (value: number): Buffer => {
  const entry = Buffer.alloc(form.width);
  entry.writeUInt16BE(value);
  return entry;
};

function valuesOf(tree: CountedTree, from: number, to: number): number[] {
  const values: number[] = [];
  visit(tree, from, to, (bytes, at) => values.push(bytes.readUInt16BE(at)));
  return values;
}

/** Nodes below and with this one; each is counted right, and none is too large or empty. */
function checked(tree: Tree, node: TreeNode): number {
  const items = itemCount(node, form);
  assert.ok(items > 0);
  if (levelOf(node) === 0) {
    assert.ok(items <= form.leaf_items_max);
    return 1;
  }
  assert.ok(items <= form.inner_items_max);
  let nodes = 1;
  let entries = 0;
  for (let i = 0; i < items; i += 1) {
    const child = childOf(tree, node, i);
    assert.is(levelOf(child), levelOf(node) - 1);
    nodes += checked(tree, child);
    entries += entryCount(child, form);
  }
  assert.is(entryCount(node, form), entries);
  return nodes;
}

function assertHolds(tree: Tree, model: ReadonlySet<number>): void {
  const all = [...model].toSorted((a, b) => a - b);
  assert.is(countOf(tree), all.length);
  assert.equal(valuesOf(tree, 0, all.length), all);
  assert.is(tree.rows.size, all.length === 0 ? 0 : checked(tree, rootOf(tree)));
}

/** Adds, takes out, or takes out where another was added: all are reached before the first is done. */
type Turn = ReadonlyArray<{ readonly isAdded: boolean; readonly value: number }>;

function carryOut(tree: Tree, model: Set<number>, turn: Turn): void {
  for (const { value } of turn) reach(tree, entryOf(value));
  tree.mayRead = false;
  for (const { isAdded, value } of turn) {
    (isAdded ? addTo : removeFrom)(tree, entryOf(value));
    if (isAdded) model.add(value);
    else model.delete(value);
  }
  tree.mayRead = true;
}

// [J104] A counted tree holds what was put in, whatever came in which order, and knows the place of
// each; what grows at its end has full nodes.
test('[J104] a counted tree holds what was put in, whatever came in which order, and knows each place', () => {
  let levels = 0;
  let joined = 0;
  const value = fc.integer({ min: 0, max: 400 });
  const turn = fc.oneof(
    { weight: 3, arbitrary: value.map((one): Turn => [{ isAdded: true, value: one }]) },
    { weight: 2, arbitrary: value.map((one): Turn => [{ isAdded: false, value: one }]) },
    fc.tuple(value, value).map(([from, to]): Turn => {
      if (from === to) return [];
      return [
        { isAdded: true, value: to },
        { isAdded: false, value: from },
      ];
    }),
  );
  const grown = fc.integer({ min: 0, max: 350 });
  fc.assert(
    fc.property(grown, fc.boolean(), fc.array(turn, { maxLength: 400 }), (begun, isUp, turns) => {
      const tree = new Tree();
      const model = new Set<number>();
      const first = Array.from({ length: begun }, (_, i) => (isUp ? i : 400 - i));
      for (const one of first) carryOut(tree, model, [{ isAdded: true, value: one }]);
      tree.write();
      for (const [i, one] of turns.entries()) {
        carryOut(tree, model, one);
        // Some share a write, and others do not.
        if (i % 3 === 0) tree.write();
      }
      tree.write();
      assertHolds(tree, model);
      levels = Math.max(levels, levelOf(rootOf(tree)));
      const all = [...model].toSorted((a, b) => a - b);
      for (const at of [0, 57, 200, 333, 400]) {
        assert.is(rankOf(tree, entryOf(at)), all.filter((one) => one < at).length);
        assert.is(isIn(tree, entryOf(at)), model.has(at));
        assert.equal(valuesOf(tree, at, at + 20), all.slice(at, at + 20));
      }
      // To the last one.
      const last = isUp ? all.toReversed() : all.toSorted((a, b) => (a % 7) - (b % 7));
      for (const one of last) {
        const before = new Map(tree.rows);
        carryOut(tree, model, [{ isAdded: false, value: one }]);
        tree.write();
        for (const [id, bytes] of before) {
          if (tree.rows.has(id)) continue;
          // Not because nothing is left in it.
          if (itemCount(readNode(bytes), form) > 1) joined += 1;
        }
      }
      tree.write();
      assert.is(tree.rows.size, 0);
    }),
    { numRuns: 60 },
  );
  assert.ok(levels >= 3, `${levels}`);
  assert.ok(joined > 20, `${joined}`);
});

test('[J104] what grows at its end has full nodes, and what is put in from behind has none that are nearly empty', () => {
  for (const [isUp, nodes_max] of [
    [true, 6_000 / 6 + 260],
    [false, (6_000 / 6) * 2.2 + 600],
  ] as const) {
    const tree = new Tree();
    for (let i = 0; i < 6_000; i += 1) addTo(tree, entryOf(isUp ? i : 6_000 - i));
    tree.write();
    assert.is(countOf(tree), 6_000);
    assert.ok(tree.rows.size <= nodes_max, `${tree.rows.size}`);
  }
});

test('[J105] any place of a counted tree is read by one node of each level', () => {
  const tree = new Tree();
  for (let i = 0; i < 6_000; i += 1) addTo(tree, entryOf((i * 7) % 6_000));
  tree.write();
  const levels = levelOf(rootOf(tree)) + 1;
  assert.ok(levels >= 4);
  for (const at of [0, 1, 2_999, 4_000, 5_999]) {
    tree.write();
    assert.equal(valuesOf(tree, at, at + 1), [at]);
    assert.is(tree.reads, levels);
    tree.write();
    assert.is(rankOf(tree, entryOf(at)), at);
    assert.is(tree.reads, levels);
  }
  tree.write();
  assert.is(countOf(tree), 6_000);
  assert.is(tree.reads, 1);
});
