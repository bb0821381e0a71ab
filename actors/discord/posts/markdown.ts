import { charactersOf } from '../../../protocol/cut.ts';
import { isBlank } from '../../../protocol/visible.ts';

/**
 * Escapes text that people wrote, so that Discord shows it literally, without markup, mentions, times
 * and commands. Custom emoji and addresses stay whole. Pings are prevented elsewhere, by the adapter.
 */

/** Escaped pieces between which a text may be cut. */
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

/** These make lists and headings at the beginning of a line or a word. */
const beginners = new Set(['-', '+', '.']);
const markers = new Set('\\*_~`|><#[]@'.split(''));

/** Decides by the first code point, since combining marks may follow a markup character. */
function escaped(character: string, before: string): string {
  const first = character.charAt(0);
  if (markers.has(first)) return `\\${character}`;
  // A part may begin after any blank, so a blank counts as the beginning of a line.
  if (beginners.has(first) && /[\s\d]/u.test(before)) return `\\${character}`;
  return character;
}

export function escapeMarkdown(text: string): string {
  return [...piecesOf(text)].join('');
}

/** Escapes a text and cuts it to this length, with an ellipsis. */
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
 * Escapes a text and splits it into parts of at most so many characters: after a line, else between
 * two words, else between two characters. No part is blank.
 */
export function splitMarkdown(text: string, chars_max: number): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let length = 0;
  for (const piece of piecesOf(text)) {
    // An address longer than a part is split. It is no link any more, but nothing of it is lost.
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
