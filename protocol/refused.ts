import { limits } from './limits.ts';
import type { ServerMessageOf } from './messages.ts';
import { refusals, type Refusal, type RefusalCode } from './refusals.ts';
import { cutText } from './cut.ts';

/** What to do, in words: of the code, and of this very case. */
export function sentenceOf({ code, detail }: Refusal): string {
  const { sentence } = refusals[code];
  return detail === undefined ? sentence : `${sentence} ${detail}`;
}

export function refusedMessage(id: string, refusal: Refusal): ServerMessageOf<'refused'> {
  return refusedInWords(id, refusal.code, sentenceOf(refusal));
}

export function refusedInWords(
  id: string,
  code: RefusalCode,
  sentence: string,
): ServerMessageOf<'refused'> {
  return {
    t: 'refused',
    id,
    code,
    retry: refusals[code].retry,
    sentence: cutText(sentence, limits.sentence_chars_max),
  };
}
