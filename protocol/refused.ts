import { limits } from './limits.ts';
import type { ServerMessageOf } from './messages.ts';
import { numbersOf } from './numbers.ts';
import { refusals, type Refusal } from './refusals.ts';
import { cutText } from './cut.ts';

/** What to do, in words: of the code, and of this very case. */
export function sentenceOf(refusal: Refusal): string {
  const { code, detail, wait_s, tickets } = refusal;
  const sentences: string[] = [refusal.sentence ?? refusals[code].sentence];
  if (detail !== undefined) sentences.push(detail);
  if (tickets !== undefined) sentences.push(`Open: ${numbersOf(tickets)}.`);
  if (wait_s !== undefined) {
    sentences.push(`Try again in ${wait_s === 1 ? 'a second' : `${wait_s} seconds`}.`);
  }
  return sentences.join(' ');
}

export function refusedMessage(id: string, refusal: Refusal): ServerMessageOf<'refused'> {
  const { code, wait_s, tickets } = refusal;
  return {
    t: 'refused',
    id,
    code,
    retry: refusals[code].retry,
    sentence: cutText(sentenceOf(refusal), limits.sentence_chars_max),
    ...(wait_s !== undefined && { wait_s }),
    ...(tickets !== undefined && { tickets: tickets.slice(0, limits.refused_tickets_max) }),
  };
}
