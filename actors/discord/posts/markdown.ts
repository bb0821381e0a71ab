import { charactersOf } from '../../../protocol/cut.ts';
import { isBlank } from '../../../protocol/visible.ts';

/**
 * Text that people wrote, so that Discord shows it as it was written: nothing in it is markup, a
 * mention, a time or a command. Custom emoji and addresses stay whole. Nothing here keeps anybody
 * from being pinged: that is in the adapter, with each call.
 */

/** The smallest pieces between which a text may be cut, escaped. */
function* piecesOf(text: string): Generator<string> {
  const whole = /<a?:\w{2,32}:\d{17,20}>|https?:\/\/[^\s<]*[^\s<.,:;"'`)\]*_~|]/gu;
  let before = '\n';
  let at = 0;
  const between = function* (end: number): Generator<string> {
    for (const character of charactersOf(text.slice(at, end))) {
      yield escaped(character, before);
      before = character;
    }
  };
  for (const { 0: piece, index } of text.matchAll(whole)) {
    yield* between(index);
    yield (before = piece);
    at = index + piece.length;
  }
  yield* between(text.length);
}

/** Where a line or a word begins, these make lists and headings. */
const beginners = new Set(['-', '+', '.']);
const markers = new Set('\\*_~`|><#[]@'.split(''));

/** By its first code point: marks may stand on a character that is markup. */
function escaped(character: string, before: string): string {
  const first = character.charAt(0);
  if (markers.has(first)) return `\\${character}`;
  // A part may begin at any blank, so a blank counts as the beginning of a line.
  if (beginners.has(first) && /[\s\d]/u.test(before)) return `\\${character}`;
  return character;
}

export function escapeMarkdown(text: string): string {
  return [...piecesOf(text)].join('');
}

/** Escaped and no longer than this, with an ellipsis where something was left out. */
export function escapeAndCut(text: string, chars_max: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const piece of piecesOf(text)) {
    if (length + piece.length > chars_max) {
      while (length > chars_max - 1) length -= kept.pop()!.length;
      return `${kept.join('')}…`;
    }
    kept.push(piece);
    length += piece.length;
  }
  return kept.join('');
}

/**
 * Escaped and split into parts of at most so many characters: where a line ends, else between two
 * words, else between two characters. No part is blank.
 */
export function splitMarkdown(text: string, chars_max: number): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let length = 0;
  for (const piece of piecesOf(text)) {
    // Longer than a part: an address. It is no link any more, and nothing of it is lost.
    const pieces = piece.length > chars_max ? piece : [piece];
    for (const one of pieces) {
      if (length + one.length > chars_max) {
        const rest = part.splice(cutAt(part));
        parts.push(part.join(''));
        part = rest;
        length = rest.reduce((sum, { length: chars }) => sum + chars, 0);
      }
      part.push(one);
      length += one.length;
    }
  }
  parts.push(part.join(''));
  return parts.filter((one) => !isBlank(one));
}

/** After the last end of a line, else the last blank, of the second half; else at the end. */
function cutAt(pieces: readonly string[]): number {
  for (const wanted of ['\n', ' ']) {
    // "\r\n" is one piece.
    const at = pieces.findLastIndex((piece) => piece.endsWith(wanted)) + 1;
    if (at > pieces.length / 2) return at;
  }
  return pieces.length;
}
