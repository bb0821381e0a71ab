/** A stretch of what somebody wrote; with an address where it is a link. */
export interface Piece {
  readonly text: string;
  readonly to?: URL;
}

/** No blanks, no control characters, none that turns the direction of what follows. */
const candidate = /\bhttps?:\/\/[^\s\p{C}<>"`]+/giu;
/** More likely of the sentence than of the address. */
const sentence_ends = ".,;:!?'’”»*_~";
/** A closing bracket belongs to the address where that opens it, else to the sentence. */
const [opening, closing] = ['([{', ')]}'];

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

/** One look at each character: whoever writes the text is not to keep whoever reads it waiting. */
function trimmed(text: string): string {
  const counts: Record<string, number> = {};
  for (const char of text) counts[char] = (counts[char] ?? 0) + 1;
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1]!;
    const open = opening[closing.indexOf(last)];
    if (open ? (counts[open] ?? 0) >= counts[last]! : !sentence_ends.includes(last)) break;
    counts[last]! -= 1;
  }
  return text.slice(0, end);
}

function addressIn(text: string): URL | undefined {
  const to = URL.canParse(text) ? new URL(text) : undefined;
  // What stands before an @ looks like the place that it leads to, and is not.
  return to !== undefined && to.username === '' && to.password === '' ? to : undefined;
}
