import type { Key } from 'lmdb';

/** The order of keys in LMDB: part by part, numbers before texts, texts by code point. */
export function compareRowKeys(a: Key, b: Key): number {
  if (!Array.isArray(a) || !Array.isArray(b)) {
    if (Array.isArray(a) || Array.isArray(b)) throw new Error('keys of two forms');
    return compareParts(a as Part, b as Part);
  }
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const order = compareParts(a[i] as Part, b[i] as Part);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The parts of keys. */
export type Part = string | number;

export function compareParts(a: Part, b: Part): number {
  if (typeof a === 'string') return typeof b === 'string' ? compareTexts(a, b) : 1;
  if (typeof b === 'string' || a < b) return -1;
  return Number(a > b);
}

/** By code point; JavaScript compares by code unit. Both are well-formed. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // Surrogates stand for code points above U+FFFF, but sort below U+E000 in JavaScript.
    const isAbove = isSurrogate(left);
    return isAbove === isSurrogate(right) ? left - right : isAbove ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
