/** Browsers place nothing much further down; rows beyond it are found by a filter. */
const height_px_max = 15_000_000;

/** Where a list with rows of equal height is on the screen. Lengths are in CSS pixels. */
export interface Geometry {
  /** From the top of the screen to the start of the list. */
  readonly top_px: number;
  readonly row_px: number;
  /** The height at the top that sticky elements cover. */
  readonly covered_px: number;
}

/**
 * The style defines the height of a row (`min-height`) and what covers the list
 * (`scroll-margin-top`).
 */
export function geometryOf(list: HTMLElement): Geometry {
  const { minHeight, scrollMarginTop } = getComputedStyle(list);
  return {
    top_px: list.getBoundingClientRect().top,
    row_px: Number.parseFloat(minHeight),
    covered_px: Number.parseFloat(scrollMarginTop),
  };
}

export function rowsMax({ row_px }: Geometry): number {
  return Math.floor(height_px_max / row_px);
}

/** The first and last of `total` rows that are visible. */
export function rowsInView(geometry: Geometry, total: number): { first: number; last: number } {
  const { top_px, row_px, covered_px } = geometry;
  const within = (row: number): number => Math.max(0, Math.min(row, total - 1));
  return {
    first: within(Math.ceil((covered_px - top_px) / row_px)),
    last: within(Math.floor((innerHeight - top_px) / row_px)),
  };
}

/** How far to scroll so that the row is visible. */
export function distanceTo({ top_px, row_px, covered_px }: Geometry, row: number): number {
  const above = top_px + row * row_px - covered_px;
  const below = top_px + (row + 1) * row_px - innerHeight;
  if (above < 0) return above;
  return below > 0 ? Math.min(below, above) : 0;
}

/** The row at this height of the screen. */
export function rowAt({ top_px, row_px }: Geometry, y: number): number {
  return Math.floor((y - top_px) / row_px);
}
