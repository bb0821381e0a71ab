/**
 * Marks a name with the characters FSI and PDI, so that one of the other writing direction can be
 * isolated.
 */
export function apart(name: string): string {
  return `\u2068${name.replaceAll(/[\u2068\u2069]/gu, '')}\u2069`;
}

/** Splits a sentence; every second piece, from the second on, is a name. */
export function piecesOf(sentence: string): string[] {
  return sentence.split(/[\u2068\u2069]/u);
}
