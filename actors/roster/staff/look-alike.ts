import unhomoglyph from 'unhomoglyph';
import { isBlank } from '../../../protocol/visible.ts';

/**
 * Names that people choose and others see: whether one will do, and which of those there are it
 * could be taken for. Only what is new is measured by this; what is stored stays as it is.
 */

const unseen = /\p{Default_Ignorable_Code_Point}+/gu;
/** The one of Braille is no white space to Unicode. */
const blanks = /[\p{White_Space}\u2800]+/gu;

/** Whether a name can be seen and told. */
export function isProperName(name: string): boolean {
  return !/\p{C}/u.test(name) && !isBlank(name) && name !== '__proto__';
}

/** The first of those names that the name looks like, if there is one. */
export function lookAlike(name: string, others: Iterable<string>): string | undefined {
  const looks = looksOf(name);
  for (const other of others) if (looksOf(other).some((one) => looks.includes(one))) return other;
  return undefined;
}

/**
 * Two names look the same when they share one of these: as they are, where a capital I is an l, and
 * in small letters, where it is an i. The table is Unicode's own (UTS 39), gone through once more in
 * small letters: a capital M is no m there, and a small one is an r and an n.
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
