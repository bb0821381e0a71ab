import { numbersOf } from '../../../protocol/numbers.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { texts } from '../i18n/texts.ts';

interface Refused {
  /** May be one that only a later server knows. */
  readonly code: string;
  readonly sentence: string;
  readonly wait_s?: number | undefined;
  readonly tickets?: readonly number[] | undefined;
}

/** A refusal in the reader's language if known, with the server's details of this case. */
export function refusalText({ code, sentence, wait_s, tickets }: Refused): string {
  const own = texts.refusals[code];
  if (own === undefined) return sentence;
  const about = [own];
  if (tickets !== undefined) about.push(texts.refused.open(numbersOf(tickets)));
  if (wait_s !== undefined) about.push(texts.refused.again(wait_s));
  if (about.length > 1) return about.join(' ');
  // The first sentence is general; the rest is about this case.
  return own + sentence.replace(/^[^.]*\./u, '');
}

/** The problem in words; undefined if there was none. */
export function problemOf(outcome: RequestOutcome): string | undefined {
  switch (outcome.t) {
    case 'done':
    case 'got':
    case 'answer':
      return undefined;
    case 'refused':
      return refusalText(outcome);
    case 'full':
      return texts.composer.full;
    case 'ended':
      return texts.composer.ended;
  }
}
