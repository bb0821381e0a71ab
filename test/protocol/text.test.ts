import fc from 'fast-check';
import { isUtf8 as nodeSaysUtf8 } from 'node:buffer';
import { decode, encode } from '../../protocol/codec.ts';
import { cutText, cutWithEllipsis } from '../../protocol/cut.ts';
import { cleanName, cleanText, firstLine } from '../../protocol/text.ts';
import { isUtf8 } from '../../protocol/utf8.ts';
import { isBlank, marks_max } from '../../protocol/visible.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('texts');

/** Each is one character to a reader. */
const characters = {
  family: '👨‍👩‍👧‍👦',
  flag: '🇩🇪',
  accented: 'e\u0301\u0323',
  keycap: '1\ufe0f\u20e3',
  skin: '👍🏽',
  syllable: '각',
  conjunct: 'क्षि',
} as const;

// [P9] A text is cut between what readers take for characters, wherever it is cut; a character
// longer than the bound between code points.
test('[P9] a cut falls between what readers take for characters, never inside one', () => {
  for (const [name, character] of Object.entries(characters)) {
    for (let chars_max = 3; chars_max < 3 + character.length; chars_max++) {
      assert.is(cutText(`abc${character}d`, chars_max), 'abc', `${name} at ${chars_max}`);
    }
    assert.is(cutText(`abc${character}d`, 3 + character.length), `abc${character}`, name);
  }
  assert.is(cutWithEllipsis(`ab${characters.family}cd`, 6), 'ab…');
  assert.is(cutWithEllipsis('short', 5), 'short');
});

test('[P9] a character that is longer than the bound is cut between code points', () => {
  const endless = `${'👩\u200d'.repeat(100)}👩`;
  const cut = cutText(endless, 10);
  assert.ok(cut.length > 0 && cut.length <= 10 && cut.isWellFormed());
});

test('[P9] a cut of any text keeps its bound, is a beginning of it, and loses at most one character', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.values(characters), 'a', ' ', '\u0301', '\u200d', '\r\n')),
      fc.integer({ min: 1, max: 60 }),
      (parts, chars_max) => {
        const text = parts.join('');
        const cut = cutText(text, chars_max);
        assert.ok(cut.length <= chars_max && text.startsWith(cut));
        if (cut.length === text.length) return;
        const places = new Set([...segmenter.segment(text)].map(({ index }) => index));
        const first = [...places][1] ?? text.length;
        if (first <= chars_max) assert.ok(places.has(cut.length), JSON.stringify([text, cut]));
      },
    ),
    { seed: 29, numRuns: 500 },
  );
});

// [P10] What shows nothing is blank, as text, subject, name and category; what joins and directs
// characters stays in a text.
test('[P10] what shows nothing is blank, as text, first line and name', () => {
  const nothing = [
    '',
    ' \n\t',
    '\u200b',
    '\u3164',
    '\u2800',
    '\u00ad\u034f',
    '\u{e0041}',
    '\u202e',
  ];
  for (const text of [...nothing, nothing.join('')]) {
    assert.ok(isBlank(text), JSON.stringify(text));
    assert.equal(cleanText(text, 100), { code: 'text_blank' });
    assert.is(cleanName(text, 100), '?');
    assert.is(firstLine(`${text}\n second`, 100), 'second');
  }
  for (const text of ['.', '👍', '\u0301', ' a\u200b', characters.family]) {
    assert.not.ok(isBlank(text), JSON.stringify(text));
  }
});

test('[P10] what is in front of a text and shows nothing does not push it out of its name or first line', () => {
  const hidden = '\u200b'.repeat(300);
  assert.is(firstLine(`${hidden}horse`, 100), 'horse');
  assert.is(cleanName(`${hidden}Ana`, 100), 'Ana');
});

test('[P10] a text keeps what joins and directs its characters', () => {
  for (const text of [characters.family, 'می\u200cخواهم', '\u200fשלום!\u200f', '☺\ufe0f']) {
    assert.is(cleanText(text, 100), text);
  }
});

test('[P11] a letter carries a bounded number of marks', () => {
  const tower = `Z${'\u0301'.repeat(3000)}a${'\u0327'.repeat(3000)}`;
  const kept = `Z${'\u0301'.repeat(marks_max)}a${'\u0327'.repeat(marks_max)}`;
  assert.is(cleanText(tower, 100), kept);
  assert.is(cleanName(tower, 100), kept);
  for (const text of ['שָׁלֽוֹם', 'ཧྐྵྨླྺྼྻྂ', 'ế', 'كِتَابٌ']) assert.is(cleanText(text, 100), text);
});

// [P12] A string that is no UTF-8 makes its frame malformed.
test('[P12] a frame with a string that is no UTF-8 is malformed, and its good twin is taken', () => {
  const bad: number[][] = [
    [0xff],
    [0x80],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0x61, 0xc3],
  ];
  for (const bytes of bad) {
    for (const head of [[0xa0 + bytes.length], [0xd9, bytes.length], [0xda, 0, bytes.length]]) {
      const value = Uint8Array.from([0x81, 0xa1, 0x74, ...head, ...bytes]);
      assert.equal(decode(value, 'shardbell.v1'), { ok: false, close: 'frame_malformed' });
      const key = Uint8Array.from([0x81, ...head, ...bytes, 0xa1, 0x74]);
      assert.equal(decode(key, 'shardbell.v1'), { ok: false, close: 'frame_malformed' });
    }
  }
  const good = { t: 'ping', text: `ä€𠮷\u{10ffff}\ud7ff\ue000${'ß'.repeat(200)}` };
  const decoded = decode(encode(good as never, 'shardbell.v1'), 'shardbell.v1');
  assert.equal(decoded, { ok: true, value: good });
});

test('[P12] any bytes are valid UTF-8 exactly where the runtime says so', () => {
  const lead = fc.constantFrom(0x00, 0x61, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0);
  const more = fc.constantFrom(0xe1, 0xec, 0xed, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0x8f, 0x90);
  const byte = fc.oneof(lead, more, fc.integer({ min: 0, max: 255 }));
  let valid = 0;
  fc.assert(
    fc.property(fc.array(byte, { minLength: 1, maxLength: 5 }), (list) => {
      const bytes = Uint8Array.from([0xff, ...list, 0xff]);
      const is = isUtf8(bytes, 1, bytes.length - 1);
      if (is) valid++;
      assert.is(is, nodeSaysUtf8(bytes.subarray(1, -1)), list.join(' '));
    }),
    { seed: 5, numRuns: 20_000 },
  );
  assert.ok(valid > 100);
});
