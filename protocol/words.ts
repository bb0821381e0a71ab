import { cutText } from './cut.ts';

/** Longer words are known by their beginning. In UTF-16 units. */
const word_chars_max = 40;

/** Marks that readers leave out when they look for a word. Vowels and tones of other scripts stay. */
const marks = new RegExp(
  `[${[
    // Accents.
    String.raw`\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f`,
    // Points of Hebrew.
    String.raw`\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7`,
    // Vowels of Arabic.
    String.raw`\u064b-\u0652\u0670`,
  ].join('')}]`,
  'gu',
);

/** Letters that Unicode takes for letters of their own, and readers for others. All in lower case. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŧ: 't',
  þ: 'th',
  ς: 'σ',
};
const letter = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

const unseen = /\p{Default_Ignorable_Code_Point}/gu;
const ascii = /^[\0-\x7f]*$/u;

/**
 * A text as it is looked for: "istanbul" for İSTANBUL, "strasse" for Straße, "елка" for ёлка. Whatever
 * is searched is folded so, and so is what is typed. Stored in the index of words: a change of it
 * raises `folder_schema`.
 */
export function foldText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(unseen, '')
    .replaceAll(marks, '')
    .replaceAll(letter, (one) => letters[one]!)
    .normalize('NFC');
}

/**
 * The words of a text as they are looked for: runs of letters and digits, folded. Of a text that has
 * neither letters nor digits, all that is not blank is one word.
 */
export function wordsOf(text: string): string[] {
  const plain = foldText(text);
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [plain.replaceAll(/[\s\p{Cc}]+/gu, '')];
  const cut = words.map((word) => cutText(word, word_chars_max));
  return [...new Set(cut)].filter((word) => word !== '');
}

/**
 * Words in one string, for whoever keeps those of very many texts: a word of its own takes as much as
 * three in it. No word has a blank.
 */
export function joinWords(words: readonly string[]): string {
  return ['', ...words].join(' ');
}

/** The same as `beginWords`, of words that `joinWords` put together. */
export function beginJoined(joined: string, wanted: readonly string[]): boolean {
  return wanted.every((beginning) => joined.includes(` ${beginning}`));
}

/** Whether each of `wanted` begins one of the words; both as `wordsOf` gives them. */
export function beginWords(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
}
