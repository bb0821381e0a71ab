import { limits } from '../../../protocol/limits.ts';

/** Rows that the client holds at a time, of any number. */
export const window_rows = Math.min(150, limits.window_rows_max);
/** Windows start at multiples of this, so that clients that look at the same place share one. */
const step_rows = 25;
/** Rows ahead of the view that must be loaded before they are scrolled to. */
const ahead_rows = 30;
/** Rows behind the view. */
const behind_rows = 10;

/** The visible rows and the direction of scrolling. */
export interface View {
  readonly first: number;
  readonly last: number;
  readonly isUp: boolean;
}

/** The start of the window for this view; unchanged if the present one will do. */
export function windowFor({ first, last, isUp }: View, offset: number, total: number): number {
  const from = Math.max(0, first - (isUp ? ahead_rows : behind_rows));
  const to = Math.min(total, last + 1 + (isUp ? behind_rows : ahead_rows));
  if (from >= offset && to <= offset + window_rows) return offset;
  const wanted = isUp ? to - window_rows + step_rows : from;
  const start = Math.max(0, Math.floor(wanted / step_rows) * step_rows);
  // A list that became shorter has nothing past its end.
  return Math.min(start, Math.max(0, Math.floor((total - 1) / step_rows) * step_rows));
}
