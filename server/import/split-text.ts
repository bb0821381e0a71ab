import { cutText } from '../../protocol/cut.ts';
import { boundMarks } from '../../protocol/visible.ts';

/** Text from elsewhere as it may be kept here: nothing goes but what no text may hold. */
export function keptText(raw: string): string {
  return boundMarks(raw.replaceAll('\0', '\uFFFD').toWellFormed()).trim();
}

/**
 * A text in parts of at most `chars_max` characters, cut where a line or a word ends if there is such
 * a place in the second half of a part. Together they are the whole text, but for blanks at the cuts.
 */
export function splitText(text: string, chars_max: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > chars_max) {
    const end = cutAt(rest, chars_max);
    const part = rest.slice(0, end).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(end).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

function cutAt(text: string, chars_max: number): number {
  const window = text.slice(0, chars_max + 1);
  for (const end of [window.lastIndexOf('\n'), window.lastIndexOf(' ')]) {
    if (end > chars_max / 2) return end;
  }
  return cutText(text, chars_max).length;
}
