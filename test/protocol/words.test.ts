import fc from 'fast-check';
import { beginWords, foldText, wordsOf } from '../../protocol/words.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('how words are looked for');
const finds = (typed: string, text: string): boolean => beginWords(wordsOf(text), wordsOf(typed));

// [Q45] Whatever is looked for is folded in one way, on the server and in the browser: case,
// accents, ß, ё, İ and ligatures make no difference, and letters that readers tell apart stay
// apart.
test('[Q45] whatever is looked for is folded in one way: case, accents, ß, ё, İ and ligatures make no difference', () => {
  const alike = [
    ['İstanbul', 'ISTANBUL', 'istanbul', 'ıstanbul', 'i̇stanbul'],
    ['Straße', 'STRASSE', 'STRAẞE', 'strasse'],
    ['ёлка', 'Елка', 'ЕЛКА', 'Ёлка', 'е\u0308лка'],
    ['Ärger', 'arger', 'A\u0308RGER', 'ÄRGER'],
    ['Nguyễn', 'nguyen', 'NGUYÊN'],
    ['Łódź', 'lodz', 'ŁÓDŹ'],
    ['Æsir', 'aesir'],
    ['Øresund', 'oresund'],
    ['ΟΔΟΣ', 'οδος', 'οδοσ', 'Οδός'],
    ['ＦＯＯ', 'foo', 'ﬀ'.replace('ﬀ', 'FOO')],
    ['ﬁnal', 'final', 'FINAL'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
  ];
  for (const [first = '', ...others] of alike) {
    for (const other of others) {
      assert.is(foldText(other), foldText(first), `${other} ${first}`);
      assert.ok(finds(other, `x ${first}!`), `${other} finds ${first}`);
      assert.ok(finds(first, `x ${other}!`), `${first} finds ${other}`);
    }
  }
});

test('[Q45] letters that readers tell apart stay apart', () => {
  const apart = [
    ['がん', 'かん'],
    ['कि', 'का'],
    ['한', '하'],
    ['กา', 'กี'],
    ['o', 'a'],
  ];
  for (const [a = '', b = ''] of apart) assert.is.not(foldText(a), foldText(b), `${a} ${b}`);
});

test('[Q45] what is folded stays as it is when it is folded again, and is found by each of its beginnings', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = foldText(text);
      assert.is(foldText(once), once);
      for (const word of wordsOf(text)) {
        assert.equal(wordsOf(word), [word]);
        assert.ok(finds(text, word) || wordsOf(text).length > 1);
      }
    }),
    { numRuns: 500 },
  );
});
