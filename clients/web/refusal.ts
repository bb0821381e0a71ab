import { texts } from './texts.ts';

interface Refused {
  /** One that a later server may know alone. */
  readonly code: string;
  readonly sentence: string;
}

/** A refusal in the reader's words, where there are some, with what the server says of this case. */
export function refusalText({ code, sentence }: Refused): string {
  const own = texts.refusals[code];
  // What is general is one sentence; what comes after it is about this case.
  return own === undefined ? sentence : own + sentence.replace(/^[^.]*\./u, '');
}
