import type { CannedReply } from '../../../protocol/admin.ts';
import type { Head } from '../../../protocol/ticket.ts';
import { foldText } from '../../../protocol/words.ts';

/** Values for the placeholders. */
export interface Fillings {
  readonly player: string;
  readonly ticket: string;
  readonly me: string;
}

/** Replies that have a digit as key. */
const with_key_max = 9;

/**
 * The player addressed by a canned reply: the sender's character, otherwise the first participant.
 */
export function playerIn({ sender, participants }: Head): string | undefined {
  const person = sender ?? participants[0];
  return person?.character_name || person?.name || undefined;
}

/** In one pass, so that a name that looks like a placeholder stays a name. */
export function filledIn(text: string, fillings: Fillings): string {
  return text.replace(/\{(player|ticket|me)\}/giu, (_, name: string) => {
    return fillings[name.toLowerCase() as keyof Fillings];
  });
}

/** Replies that contain all typed words in title or text. */
export function matching(replies: readonly CannedReply[], typed: string): CannedReply[] {
  const words = foldText(typed)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return replies.filter(({ title, text }) => {
    const all = foldText(`${title} ${text}`);
    return words.every((word) => all.includes(word));
  });
}

export type DigitPress = { readonly at: number; readonly isSend: boolean };

/**
 * Which reply a key selects, and whether to send it at once. Shift changes the character of a digit
 * key, so the key code counts; on layouts where digits need Shift, nothing is sent at once by
 * accident.
 */
export function digitPress(event: {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}): DigitPress | undefined {
  const isDigit = /^[1-9]$/u.test(event.key);
  const place = isDigit ? event.key : /^Digit([1-9])$/u.exec(event.code)?.[1];
  if (place === undefined) return undefined;
  return { at: Number(place) - 1, isSend: event.shiftKey && !isDigit };
}

/** The key of the reply at this index; none after the ninth. */
export function keyAt(at: number): string | undefined {
  return at < with_key_max ? String(at + 1) : undefined;
}
