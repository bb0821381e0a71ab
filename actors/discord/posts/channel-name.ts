import type { Attention } from '../../../protocol/ticket.ts';
import { cutText } from '../../../protocol/cut.ts';
import { bridgeLimits } from '../limits.ts';

/**
 * Names of channels, by these rules: the icon of the attention and a dash, where there is one; the
 * configured prefix; the subject in small letters, with every run of what is no letter, mark or
 * digit made one dash, without dashes at its ends, cut between characters so that the whole is no
 * longer than `name_chars_max`. Where nothing is left of the subject, the number stands there.
 */
export interface Naming {
  readonly prefix: string;
  readonly number: number;
  readonly subject: string;
  readonly attention: Attention;
  /** Names without icon that Discord did not take. */
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

/** The name without its icon: the first that was not refused. The last one is left when all were. */
export function baseName({ prefix, number, subject, refused }: Naming): string {
  const slug = slugOf(subject, bridgeLimits.name_chars_max - icon_chars_max - prefix.length);
  const wanted = prefix + (slug === '' ? String(number) : slug);
  // Neutral ones: a number may be refused too.
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
