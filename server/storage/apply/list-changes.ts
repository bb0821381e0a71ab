import type { Batch } from './batch.ts';
import { addTo, reach, removeFrom, type WritableTree } from '../lists/counted-tree-write.ts';
import type { IndexChanges } from './index-changes.ts';
import type { TreeKind } from '../rows/keys.ts';
import { numberEntry, placeEntry } from '../lists/list-trees.ts';
import type { View } from './view.ts';

/** An entry that a list gains or loses. */
export interface ListChange {
  readonly tree: WritableTree;
  readonly entry: Buffer;
  readonly carryOut: typeof addTo;
}

/**
 * The changes of lists and words, in order. All nodes that they need have been read, so none fails
 * when carried out.
 */
export function listChanges(
  view: View,
  batch: Batch,
  { number, before, after, entered, left, stayed, words }: IndexChanges,
): readonly ListChange[] {
  const changes: ListChange[] = [];
  const numbered = numberEntry(number);
  const was = placeEntry('updated', { number, updated: before });
  const is = placeEntry('updated', { number, updated: after });
  const change = (carryOut: ListChange['carryOut'], tree: WritableTree, entry: Buffer): void => {
    reach(tree, entry);
    changes.push({ tree, entry, carryOut });
  };
  const treeOf = (kind: TreeKind, name: string): WritableTree => view.tree(batch, kind, name);
  for (const list of left) {
    change(removeFrom, treeOf('n', list), numbered);
    change(removeFrom, treeOf('u', list), was);
  }
  for (const list of stayed) {
    const tree = treeOf('u', list);
    change(addTo, tree, is);
    change(removeFrom, tree, was);
  }
  for (const list of entered) {
    change(addTo, treeOf('n', list), numbered);
    change(addTo, treeOf('u', list), is);
  }
  for (const word of words.lost) change(removeFrom, treeOf('w', word), numbered);
  for (const word of words.got) change(addTo, treeOf('w', word), numbered);
  return changes;
}
