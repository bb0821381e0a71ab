import { storageLimits } from '../storage-limits.ts';

const controls = /\p{Cc}/u;

/**
 * Whether a text can be part of a key. Lone surrogates and control characters are not stored
 * faithfully in keys, and two parts of the longest must fit what LMDB takes, 1,978 bytes.
 */
export function keyFits(text: string, chars_max: number = storageLimits.key_chars_max): boolean {
  return text.length > 0 && text.length <= chars_max && !controls.test(text) && text.isWellFormed();
}

/** The order of keys: by code point, which is not how JavaScript compares. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The second part of the keys in `tickets`; all that belongs to one ticket lies together. */
export const part = { public: 0, support: 1, receipt: 2 } as const;

/** An entry that the public audience sees, under its own number. */
export const publicKey = (id: string, publicSeq: number) => [id, part.public, publicSeq];
/** An entry that only support sees: where nobody who reads for the public comes near it. */
export const supportKey = (id: string, supportSeq: number) => [id, part.support, supportSeq];
export const receiptKey = (id: string, key: string) => [id, part.receipt, key];

/** In `index`. */
export const numberKey = (number: number) => ['number', number];

/**
 * Trees in `index`: of a list that `list-names.ts` names, by number (n) and by when its tickets were
 * changed (u), and of the tickets that have a word in their subject (w).
 */
export type TreeKind = 'n' | 'u' | 'w';
export const treeKinds: readonly TreeKind[] = ['n', 'u', 'w'];

/** A node of one. Roots stand for themselves, so that words are found by their beginning. */
export const treeKey = (kind: TreeKind, name: string, id: number) =>
  id === 0 ? [kind, name] : [`${kind}+`, name, id];
/** The same as a text. */
export const treeName = (kind: TreeKind, name: string, id: number) => `${kind}${id} ${name}`;
/** Behind all keys in `index` that begin with this word. */
export const kindEnd = (kind: string) => [`${kind}!`];
