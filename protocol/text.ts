import { cutText } from './cut.ts';
import { refuse, type Refusal } from './refusals.ts';
import { boundMarks, fromVisible, isBlank } from './visible.ts';

/**
 * User text as it is kept: well-formed Unicode, trimmed as `String.prototype.trim` does, with a
 * bounded number of marks on each letter. Refuses NUL, what shows nothing, and what is longer than
 * `chars_max` UTF-16 units.
 */
export function cleanText(raw: string, chars_max: number): string | Refusal {
  if (raw.includes('\0')) return refuse('text_malformed');
  if (isBlank(raw)) return refuse('text_blank');
  const text = boundMarks(raw.toWellFormed()).trim();
  if (text.length > chars_max) return refuse('text_too_long', `At most ${chars_max} characters.`);
  return text;
}

/**
 * A name told by a shard: shown as it is, but without control characters and never blank,
 * malformed or longer than its bound.
 */
export function cleanName(raw: string, chars_max: number): string {
  if (isBlank(raw)) return '?';
  const name = boundMarks(raw.replaceAll(/\p{Cc}/gu, '').toWellFormed());
  return cutText(fromVisible(name).trimEnd(), chars_max);
}

/**
 * The same text, to be kept for long. A text that was cut out of another holds on to all of that: the
 * subject of a ticket to its whole first message, and that to the frame that it came in.
 */
export function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** The subject of a ticket that came without one: the first line of its text that shows something. */
export function firstLine(text: string, chars_max: number): string {
  for (const line of text.split(/\r\n|\r|\n|\u2028|\u2029/u)) {
    if (!isBlank(line)) return cutText(fromVisible(line), chars_max).trim();
  }
  return '';
}
