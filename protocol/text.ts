import { refuse, type Refusal } from './refusals.ts';

/**
 * User text as it is kept: well-formed Unicode, trimmed as `String.prototype.trim` does.
 * Refuses NUL, what is blank after trimming, and what is longer than `chars_max` UTF-16 units.
 */
export function cleanText(raw: string, chars_max: number): string | Refusal {
  if (raw.includes('\0')) return refuse('text_malformed');
  const text = raw.toWellFormed().trim();
  if (text === '') return refuse('text_blank');
  if (text.length > chars_max) return refuse('text_too_long', `At most ${chars_max} characters.`);
  return text;
}

/**
 * A name told by a shard: shown as it is, but without control characters and never blank,
 * malformed or longer than its bound.
 */
export function cleanName(raw: string, chars_max: number): string {
  const name = raw
    .replaceAll(/\p{Cc}/gu, '')
    .toWellFormed()
    .trim();
  return cutText(name === '' ? '?' : name, chars_max);
}

/** The first `chars_max` UTF-16 units of a text, never half of a surrogate pair. */
export function cutText(text: string, chars_max: number): string {
  if (text.length <= chars_max) return text;
  const last = text.charCodeAt(chars_max - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? chars_max - 1 : chars_max);
}

/** The subject of a ticket that came without one: the first line of its text that is not blank. */
export function firstLine(text: string, chars_max: number): string {
  for (const line of text.split(/\r\n|\r|\n|\u2028|\u2029/u)) {
    const trimmed = line.trim();
    if (trimmed !== '') return cutText(trimmed, chars_max).trim();
  }
  return '';
}
