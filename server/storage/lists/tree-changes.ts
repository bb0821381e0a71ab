import { copyNode, newNode, type TreeNode } from './counted-node.ts';
import { root_id } from './counted-tree.ts';
import type { WritableTree } from './counted-tree-write.ts';
import { treeKey, treeName, type TreeKind } from '../rows/keys.ts';
import { treeForms } from './list-trees.ts';
import type { Databases, Rows, Write } from '../rows/rows.ts';

/** A node after the changes; undefined: there is none. */
interface NodeState {
  node: TreeNode | undefined;
  /** Whether it differs from what is stored; a changed node belongs to these changes alone. */
  isChanged: boolean;
}

interface TreeState {
  readonly kind: TreeKind;
  readonly name: string;
  /** Nodes that were read. */
  readonly nodes: Map<number, NodeState>;
}

/** Changed nodes of trees, on top of the stored ones. */
export class TreeChanges {
  /** By the name of their root. */
  readonly #trees = new Map<string, TreeState>();

  /** `below` reads stored nodes. */
  tree(kind: TreeKind, name: string, below: (id: number) => TreeNode | undefined): WritableTree {
    const { nodes } = this.#treeOf(kind, name);
    const form = treeForms[kind];
    const stateOf = (id: number): NodeState => {
      let state = nodes.get(id);
      if (state === undefined) {
        state = { node: below(id), isChanged: false };
        nodes.set(id, state);
      }
      return state;
    };
    return {
      form,
      node: (id) => stateOf(id).node,
      own(id) {
        const state = stateOf(id);
        const { node } = state;
        if (state.isChanged && node !== undefined) return node;
        const own = node === undefined ? newNode(0, form) : copyNode(node, form);
        state.node = own;
        state.isChanged = true;
        return own;
      },
      put(id, node) {
        const state = nodes.get(id);
        if (state === undefined) nodes.set(id, { node, isChanged: true });
        else {
          state.node = node;
          state.isChanged = true;
        }
      },
    };
  }

  *changed(): Iterable<readonly [name: string, node: TreeNode | undefined]> {
    for (const { kind, name, nodes } of this.#trees.values()) {
      for (const [id, { node, isChanged }] of nodes) {
        if (isChanged) yield [treeName(kind, name, id), node];
      }
    }
  }

  writes<R extends Rows>({ index }: Databases<R>): Array<Write<R>> {
    const writes: Array<Write<R>> = [];
    for (const { kind, name, nodes } of this.#trees.values()) {
      for (const [id, { node, isChanged }] of nodes) {
        if (!isChanged) continue;
        const value = node?.bytes.subarray(0, node.used_bytes);
        writes.push({ db: index, key: treeKey(kind, name, id), value });
      }
    }
    return writes;
  }

  /** Forgets all changes and reads. */
  clear(): void {
    this.#trees.clear();
  }

  #treeOf(kind: TreeKind, name: string): TreeState {
    const root = treeName(kind, name, root_id);
    let tree = this.#trees.get(root);
    if (tree === undefined) {
      tree = { kind, name, nodes: new Map() };
      this.#trees.set(root, tree);
    }
    return tree;
  }
}
