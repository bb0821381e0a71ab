/** A stretch of what somebody wrote; with an address where it is a link. */
export interface Piece {
  readonly text: string;
  readonly to?: URL;
}

/** No blanks, no control characters, none that turns the direction of what follows. */
const candidate = /\bhttps?:\/\/[^\s\p{C}<>"`]+/giu;
/** More likely of the sentence than of the address. */
const sentence_end = /[.,;:!?'’”»*_~)\]}]$/u;
const brackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Cuts a text at its links, so that the pieces joined are the text again. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: match, index } of text.matchAll(candidate)) {
    const shown = trimmed(match);
    const to = addressIn(shown);
    if (to === undefined) continue;
    if (index > done) pieces.push({ text: text.slice(done, index) });
    pieces.push({ text: shown, to });
    done = index + shown.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}

function trimmed(match: string): string {
  let text = match;
  while (sentence_end.test(text)) {
    const last = text.at(-1)!;
    const open = brackets[last];
    // A bracket that was opened inside the address belongs to it.
    if (open !== undefined && text.split(open).length >= text.split(last).length) break;
    text = text.slice(0, -1);
  }
  return text;
}

function addressIn(text: string): URL | undefined {
  const to = URL.canParse(text) ? new URL(text) : undefined;
  // What stands before an @ looks like the place that it leads to, and is not.
  return to !== undefined && to.username === '' && to.password === '' ? to : undefined;
}
