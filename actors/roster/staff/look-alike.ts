import unhomoglyph from 'unhomoglyph';
import { isBlank } from '../../../protocol/visible.ts';

/**
 * Checks of chosen names: whether one is allowed, and which existing name it looks like. Applies to
 * new names only; stored ones stay.
 */

const unseen = /\p{Default_Ignorable_Code_Point}+/gu;
/** The blank of Braille is not white space in Unicode. */
const blanks = /[\p{White_Space}\u2800]+/gu;

/** Whether a name is visible and can be told apart. */
export function isProperName(name: string): boolean {
  return !/\p{C}/u.test(name) && !isBlank(name) && name !== '__proto__';
}

/** The first of the other names that this one looks like, if any. */
export function lookAlike(name: string, others: Iterable<string>): string | undefined {
  const looks = looksOf(name);
  for (const other of others) if (looksOf(other).some((one) => looks.includes(one))) return other;
  return undefined;
}

/**
 * Two names look the same if they share one of these: the skeleton as written, where a capital I
 * looks like an l, and in lower case, where it is an i. The table is Unicode's own (UTS 39),
 * applied once more in lower case: a capital M is no m there, and a small one is an r and an n.
 */
function looksOf(name: string): readonly string[] {
  const plain = visible(name);
  return [plain, plain.toLowerCase()].map((text) => skeleton(skeleton(text).toLowerCase()));
}

function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}

function visible(name: string): string {
  return name.normalize('NFKC').replaceAll(unseen, '').replaceAll(blanks, ' ').trim();
}
