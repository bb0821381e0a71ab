import type { ServerMessageOf } from '../../protocol/messages.ts';
import { refusals, type Refusal } from '../../protocol/refusals.ts';

/** What to do, in words: of the code, and of this very case. */
export function sentenceOf({ code, detail }: Refusal): string {
  const { sentence } = refusals[code];
  return detail === undefined ? sentence : `${sentence} ${detail}`;
}

export function refusedMessage(id: string, refusal: Refusal): ServerMessageOf<'refused'> {
  const { code } = refusal;
  return { t: 'refused', id, code, retry: refusals[code].retry, sentence: sentenceOf(refusal) };
}
