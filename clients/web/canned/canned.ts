import type { CannedReply } from '../../../protocol/admin.ts';
import type { Head } from '../../../protocol/ticket.ts';
import { foldText } from '../../../protocol/words.ts';

/** What stands for the placeholders in a ticket. */
export interface Fillings {
  readonly player: string;
  readonly ticket: string;
  readonly me: string;
}

/** Replies that have a digit for a key. */
const with_key_max = 9;

/** Whom a canned reply speaks to: the sender as they are called in the game, else who sees the ticket first. */
export function playerIn({ sender, participants }: Head): string | undefined {
  const person = sender ?? participants[0];
  return person?.character_name || person?.name || undefined;
}

/** In one go: a name that reads like a placeholder stays that name. */
export function filledIn(text: string, fillings: Fillings): string {
  return text.replace(/\{(player|ticket|me)\}/giu, (_, name: string) => {
    return fillings[name.toLowerCase() as keyof Fillings];
  });
}

/** Those that have all typed words, in title or text. */
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
 * Which reply a key means, and whether it is to be sent at once. With Shift the key of a digit says
 * another character, so the place of the key counts; where the digits themselves need Shift, nothing
 * is sent at once by accident.
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

/** The key that means the reply at this place; none after the ninth. */
export function keyAt(at: number): string | undefined {
  return at < with_key_max ? String(at + 1) : undefined;
}
