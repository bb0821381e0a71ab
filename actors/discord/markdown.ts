/**
 * Text that people wrote, so that Discord shows it as it was written: nothing in it is markup, a
 * mention, a time or a command. Custom emoji and addresses stay whole. Nothing here keeps anybody
 * from being pinged: that is in the adapter, with each call.
 */

/** The smallest pieces between which a text may be cut. */
function* piecesOf(text: string): Generator<string> {
  const pattern = /<a?:\w{2,32}:\d{17,20}>|https?:\/\/[^\s<]*[^\s<.,:;"'`)\]*_~|]|[\s\S]/gu;
  let before = '\n';
  for (const [piece] of text.matchAll(pattern)) {
    yield piece.length > 2 ? piece : escaped(piece, before);
    before = piece;
  }
}

/** Where a line or a word begins, these make lists and headings. */
const beginners = new Set(['-', '+', '.']);
const markers = new Set('\\*_~`|><#[]@'.split(''));

function escaped(piece: string, before: string): string {
  if (markers.has(piece)) return `\\${piece}`;
  // A part may begin at any blank, so a blank counts as the beginning of a line.
  if (beginners.has(piece) && /[\s\d]/u.test(before)) return `\\${piece}`;
  return piece;
}

export function escapeMarkdown(text: string): string {
  return [...piecesOf(text)].join('');
}

/** Escaped and no longer than this, with an ellipsis where something was left out. */
export function escapeAndCut(text: string, chars_max: number): string {
  let cut = '';
  for (const piece of piecesOf(text)) {
    if (cut.length + piece.length > chars_max) {
      return `${dropOver(cut, chars_max - 1)}…`;
    }
    cut += piece;
  }
  return cut;
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
  return parts.filter((one) => one.trim() !== '');
}

/** After the last end of a line, else the last blank, of the second half; else at the end. */
function cutAt(pieces: readonly string[]): number {
  for (const wanted of ['\n', ' ']) {
    const at = pieces.lastIndexOf(wanted) + 1;
    if (at > pieces.length / 2) return at;
  }
  return pieces.length;
}

/** Cut off no half of an escape and no half of a character. */
function dropOver(text: string, chars_max: number): string {
  if (text.length <= chars_max) return text;
  let cut = '';
  for (const piece of text.match(/\\?[\s\S]/gu) ?? []) {
    if (cut.length + piece.length > chars_max) break;
    cut += piece;
  }
  return cut;
}
