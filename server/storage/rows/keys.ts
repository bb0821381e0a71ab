import { storageLimits } from '../storage-limits.ts';

const controls = /\p{Cc}/u;

/**
 * Whether a text can be part of a key. LMDB keys do not preserve lone surrogates and control
 * characters, and two parts of the greatest length must fit its bound of 1,978 bytes.
 */
export function keyFits(text: string, chars_max: number = storageLimits.key_chars_max): boolean {
  return text.length > 0 && text.length <= chars_max && !controls.test(text) && text.isWellFormed();
}

/** The order of keys: by code point; JavaScript compares by code unit. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The second part of keys in `tickets`, where all rows of one ticket are adjacent. */
export const part = { public: 0, support: 1, receipt: 2 } as const;

/** An entry that the public audience sees, by public number. */
export const publicKey = (id: string, publicSeq: number) => [id, part.public, publicSeq];
/** An entry that only support sees, outside the range that is read for the public. */
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

/** A node of a tree. Roots have keys of their own kind, so that words are found by prefix. */
export const treeKey = (kind: TreeKind, name: string, id: number) =>
  id === 0 ? [kind, name] : [`${kind}+`, name, id];
/** The same as a text. */
export const treeName = (kind: TreeKind, name: string, id: number) => `${kind}${id} ${name}`;
/** A key after all keys in `index` of this kind. */
export const kindEnd = (kind: string) => [`${kind}!`];
