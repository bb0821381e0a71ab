import { limits } from '../../../protocol/limits.ts';

/** Rows that the client holds at a time, of however many there are. */
export const window_rows = Math.min(150, limits.window_rows_max);
/** Windows begin at multiples of it, so that those who look at the same place share one. */
const step_rows = 25;
/** That many rows on from the view have to be there before they are scrolled to. */
const ahead_rows = 30;
/** And that many back from it. */
const behind_rows = 10;

/** The rows in view, and where to the view moves. */
export interface View {
  readonly first: number;
  readonly last: number;
  readonly isUp: boolean;
}

/** Where the window should begin for this view; the same as it does, if that will do. */
export function windowFor({ first, last, isUp }: View, offset: number, total: number): number {
  const from = Math.max(0, first - (isUp ? ahead_rows : behind_rows));
  const to = Math.min(total, last + 1 + (isUp ? behind_rows : ahead_rows));
  if (from >= offset && to <= offset + window_rows) return offset;
  const wanted = isUp ? to - window_rows + step_rows : from;
  const start = Math.max(0, Math.floor(wanted / step_rows) * step_rows);
  // Past the end of a list that became shorter there is nothing to look at.
  return Math.min(start, Math.max(0, Math.floor((total - 1) / step_rows) * step_rows));
}
