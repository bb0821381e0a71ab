import type { Attention } from '../../../protocol/ticket.ts';
import { cutText } from '../../../protocol/cut.ts';
import { bridgeLimits } from '../discord-limits.ts';

/**
 * The name of a channel: the icon of the attention with a dash, if any; the prefix of the settings; the
 * subject in lower case, with each run of other characters than letters, marks and digits replaced by
 * one dash, and cut to `name_chars_max` in all. If nothing is left of the subject, its number instead.
 */
export interface Naming {
  readonly prefix: string;
  readonly number: number;
  readonly subject: string;
  readonly attention: Attention;
  /** Names without icon that Discord refused. */
  readonly refused: readonly string[];
}

const icons: Readonly<Record<Attention, string>> = {
  needs_attention: '🔴-',
  waiting_for_response: '🟢-',
  none: '',
};
const icon_chars_max = 3;

export function channelName(naming: Naming): string {
  return icons[naming.attention] + baseName(naming);
}

/** The name without its icon: the first candidate that was not refused, else the last resort. */
export function baseName({ prefix, number, subject, refused }: Naming): string {
  const slug = slugOf(subject, bridgeLimits.name_chars_max - icon_chars_max - prefix.length);
  const wanted = prefix + (slug === '' ? String(number) : slug);
  // Neutral candidates: Discord may refuse a number too.
  const candidates = [wanted, `ticket-${number}`, 'ticket'];
  return candidates.find((name) => !refused.includes(name)) ?? 'help';
}

function slugOf(subject: string, chars_max: number): string {
  const words = subject
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  return cutText(words, chars_max).replace(/^-+|-+$/gu, '');
}
