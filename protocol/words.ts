import { cutText } from './text.ts';

/** Longer words are known by their beginning. In UTF-16 units. */
const word_chars_max = 40;

/**
 * The words of a text as they are looked for: runs of letters and digits, in one case and one form
 * of Unicode. Of a text that has neither letters nor digits, all that is not blank is one word.
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().toWellFormed();
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [plain.replaceAll(/[\s\p{Cc}]+/gu, '')];
  const cut = words.map((word) => cutText(word, word_chars_max));
  return [...new Set(cut)].filter((word) => word !== '');
}

/** Whether each of `wanted` begins one of the words; both as `wordsOf` gives them. */
export function beginWords(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
}
