import { refusals, type RefusalCode } from '../../protocol/refusals.ts';
import { texts } from './texts.ts';

interface Refused {
  /** One that a later server may know alone. */
  readonly code: string;
  readonly sentence: string;
}

/** A refusal in the reader's words, where there are some, with what the server says of this case. */
export function refusalText({ code, sentence }: Refused): string {
  const own = texts.refusals[code];
  if (own === undefined) return sentence;
  const general = refusals[code as RefusalCode].sentence;
  return sentence.startsWith(general) ? own + sentence.slice(general.length) : own;
}
