/** Marks a name (FSI and PDI), so that one of the other writing direction can be set apart. */
export function apart(name: string): string {
  return `\u2068${name.replaceAll(/[\u2068\u2069]/gu, '')}\u2069`;
}

/** A sentence in pieces; every second one, from the second on, is a name. */
export function piecesOf(sentence: string): string[] {
  return sentence.split(/[\u2068\u2069]/u);
}
