/** Why something could not be read, opened or started: one sentence for the operator. */
export interface Failed {
  readonly ok: false;
  readonly sentence: string;
}

export function failed(sentence: string): Failed {
  return { ok: false, sentence };
}
