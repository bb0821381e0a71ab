/**
 * Whether a text shows nothing: only blanks, control and format characters, those that Unicode lets
 * programs ignore (zero width, fillers), and the Braille pattern without dots.
 */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}

/** From the first character that shows something. */
export function fromVisible(text: string): string {
  const at = text.search(visible);
  return at > 0 ? text.slice(at) : text;
}

const visible = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Marks that may stand on one letter. No script needs as many; hundreds of them paint over the lines
 * above and below.
 */
export const marks_max = 16;

/** Without the marks that are beyond `marks_max` on one letter. */
export function boundMarks(text: string): string {
  return text.replaceAll(surplus, '$1');
}

const surplus = new RegExp(`(\\p{M}{${marks_max}})\\p{M}+`, 'gu');
