import { summarize } from '../../../actors/ticket/summary.ts';
import {
  childCountAt,
  childIdAt,
  itemAt,
  itemBytes,
  itemCount,
  levelOf,
  type TreeNode,
} from '../lists/counted-node.ts';
import { root_id } from '../lists/counted-tree.ts';
import { storedNode, treeForms } from '../lists/list-trees.ts';
import { ticketOf } from '../packed/row.ts';
import { kindEnd, treeKinds, type TreeKind } from '../rows/keys.ts';
import type { Databases } from '../rows/rows.ts';
import type { Check, Checked } from './checked.ts';
import { listKey, placesOf, sayList } from './places.ts';
import { keysOf, rowsOf } from './read-pages.ts';

/** Lists that are named when they are wrong; the rest are only counted as one. */
const named_max = 10_000;

type Take = (bytes: Buffer, at: number) => void;

/** Lists, counters and words of closed tickets against the tickets. */
export const checkLists: Check = async (checked) => {
  const { dbs, findings, learnt, onRows } = checked;
  for (const kind of treeKinds) {
    let parts = 0;
    for await (const key of keysOf(dbs.index, { start: [kind], end: kindEnd(kind) })) {
      const name = (key as [string, string])[1];
      const list = listKey(kind, name);
      const { width } = treeForms[kind];
      try {
        const nodes = walk(dbs, kind, name, (bytes, at) =>
          learnt.lists.take(list, bytes, at, width),
        );
        parts += nodes - 1;
        onRows(nodes);
      } catch (error) {
        findings.add('damaged lists', `${sayList(list)} is damaged: ${(error as Error).message}.`);
      }
    }
    let stored = 0;
    const range = { start: [`${kind}+`], end: kindEnd(`${kind}+`) };
    for await (const _ of keysOf(dbs.index, range)) stored += 1;
    if (stored !== parts) {
      const what = `${stored} parts of lists are kept where ${parts} belong to one`;
      findings.add('parts of lists', `In the lists of the kind ${kind}, ${what}.`);
    }
  }
  if (!learnt.lists.areEven) await nameWrong(checked);
};

/** Visits all entries of a list. Returns how many nodes it has; throws where it is no such tree. */
function walk(dbs: Databases, kind: TreeKind, name: string, take: Take): number {
  const form = treeForms[kind];
  const root = storedNode(dbs, kind, name, root_id);
  if (root === undefined) throw new Error('its beginning is missing');
  let nodes = 0;
  let last: Buffer | undefined;
  const visit = (node: TreeNode): number => {
    nodes += 1;
    const items = itemCount(node, form);
    if (!Number.isInteger(items)) throw new Error('a part of it has a wrong length');
    if (levelOf(node) === 0) {
      for (let i = 0; i < items; i += 1) {
        const at = itemAt(node, form, i);
        const entry = node.bytes.subarray(at, at + itemBytes(node, form));
        if (last !== undefined && Buffer.compare(last, entry) >= 0)
          throw new Error('its order is wrong');
        last = entry;
        take(node.bytes, at);
      }
      return items;
    }
    let sum = 0;
    for (let i = 0; i < items; i += 1) sum += visitChild(node, i);
    return sum;
  };
  const visitChild = (node: TreeNode, i: number): number => {
    const child = storedNode(dbs, kind, name, childIdAt(node, form, i));
    if (child === undefined) throw new Error('a part of it is missing');
    if (levelOf(child) !== levelOf(node) - 1) throw new Error('a part of it is in the wrong place');
    const count = visit(child);
    const told = childCountAt(node, form, i);
    if (count !== told)
      throw new Error(`a part of it has ${count} tickets and is counted as ${told}`);
    return count;
  };
  visit(root);
  return nodes;
}

/** Goes through all once more, for those that are wrong only. */
async function nameWrong({ dbs, findings, learnt }: Checked): Promise<void> {
  const { lists } = learnt;
  const found = new Map<string, { belong: number; stored: number; difference: number }>();
  const count = (list: string, entry: Buffer, at: number, width: number, side: 1 | -1): void => {
    if (lists.isEven(list)) return;
    let one = found.get(list);
    if (one === undefined) {
      if (found.size >= named_max) return;
      one = { belong: 0, stored: 0, difference: 0 };
      found.set(list, one);
    }
    if (side === 1) one.belong += 1;
    else one.stored += 1;
    // The last bytes are the number of the ticket, and of the lists by change its time before it.
    for (let i = 0; i < width; i += 6) one.difference += side * entry.readUIntBE(at + i, 6);
  };
  for (const name of ['active', 'settled'] as const) {
    for await (const { value } of rowsOf(dbs[name])) {
      for (const { list, entry } of placesIn(value)) count(list, entry, 0, entry.length, 1);
    }
  }
  for (const kind of treeKinds) {
    for await (const key of keysOf(dbs.index, { start: [kind], end: kindEnd(kind) })) {
      const name = (key as [string, string])[1];
      const list = listKey(kind, name);
      const { width } = treeForms[kind];
      if (lists.isEven(list)) continue;
      try {
        walk(dbs, kind, name, (bytes, at) => count(list, bytes, at, width, -1));
      } catch {
        // It was told.
      }
    }
  }
  for (const [list, { belong, stored, difference }] of found) {
    if (belong === stored && difference === 0) continue;
    const what =
      belong === stored
        ? 'has others than belong in it'
        : `has ${stored} tickets where ${belong} belong in it`;
    findings.add('lists of closed tickets', `${sayList(list)} ${what}.`);
  }
}

function placesIn(row: Buffer): ReturnType<typeof placesOf> {
  try {
    return placesOf(summarize(ticketOf(row)));
  } catch {
    // It was told.
    return [];
  }
}
