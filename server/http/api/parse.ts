/** Parses what callers send. */

/** What the API is compatible with keeps ids in 32 bits without a sign, and pages in 32 with one. */
const number_max = 4_294_967_295;
const page_max = 2_147_483_647;
const page_size_max = 200;
const page_size_default = 50;

/** A ticket number from a path; `undefined` for anything else. */
export function parseTicketId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/u.test(text)) return undefined;
  const number = Number(text);
  return number <= number_max ? number : undefined;
}

/** From 1; anything but a whole number counts as absent. */
export function parsePage(text: string | undefined): number {
  return Math.min(Math.max(wholeNumber(text) ?? 1, 1), page_max);
}

/** From 1 to 200, and 50 for anything below. */
export function parsePageSize(text: string | undefined): number {
  const size = wholeNumber(text) ?? 0;
  return size <= 0 ? page_size_default : Math.min(size, page_size_max);
}

/** One of `names`, trimmed and in any case; null for a blank, `undefined` for other text. */
export function parseName<N extends string>(
  text: string | undefined,
  names: readonly N[],
): N | null | undefined {
  const wanted = (text ?? '').trim().toLowerCase();
  if (wanted === '') return null;
  return names.find((name) => name.toLowerCase() === wanted);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d+\s*$/u.test(text) ? Number(text) : undefined;
}
