/** A part of a text; with an address if it is a link. */
export interface Piece {
  readonly text: string;
  readonly to?: URL;
}

/**
 * By hand, since only written-out http(s) addresses are links. No blanks, no control characters,
 * none that change the text direction.
 */
const candidate = /\bhttps?:\/\/[^\s\p{C}<>"`]+/giu;
/** These more likely end the sentence than the address. */
const sentence_ends = ".,;:!?'’”»*_~";
/** A closing bracket belongs to the address if it was opened there, otherwise to the sentence. */
const [opening, closing] = ['([{', ')]}'];

/** Splits a text at its links; the joined pieces are the text again. */
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

/** Linear time, so that no text can slow its readers down. */
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
  // What precedes an @ looks like the target, but is not.
  return to !== undefined && to.username === '' && to.password === '' ? to : undefined;
}
