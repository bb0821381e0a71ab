const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Far enough behind a cut to see whether the character before it goes on. */
const ahead_chars = 64;

/**
 * The first `chars_max` UTF-16 units of a text, never a part of what readers take for one character:
 * a flag, a family, a letter with its accents. One that is longer than the bound alone is cut
 * between two code points.
 */
export function cutText(text: string, chars_max: number): string {
  if (text.length <= chars_max) return text;
  const near = text.slice(0, chars_max + ahead_chars);
  const at = graphemes.segment(near).containing(chars_max)?.index ?? chars_max;
  return text.slice(0, at > 0 ? at : wholeCodePoints(text, chars_max));
}

/** As `cutText`, and with an ellipsis within the bound where something was left out. */
export function cutWithEllipsis(text: string, chars_max: number): string {
  return text.length <= chars_max ? text : `${cutText(text, chars_max - 1)}…`;
}

/** What readers take for characters, one after the other. */
export function* charactersOf(text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

function wholeCodePoints(text: string, chars: number): number {
  const last = text.charCodeAt(chars - 1);
  return last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars;
}
