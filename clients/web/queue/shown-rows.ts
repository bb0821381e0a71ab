import type { RowsReplica } from '../../core/replica-rows.ts';

/** The rows on screen: the window as told, or as it was when somebody started reading it. */
export interface Shown extends RowsReplica {
  /** Tickets that left the list and are shown only because they are being read. */
  readonly left: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export function showAll(live: RowsReplica): Shown {
  return { ...live, left: none };
}

/** Every row stays in place with its latest content. Rows added after all of them move nothing. */
export function hold(shown: Shown, live: RowsReplica): Shown {
  const isSame = live.offset === shown.offset && shown.left.size === 0;
  if (isSame && shown.rows.every(({ id }, i) => live.rows[i]?.id === id)) return showAll(live);
  const now = new Map(live.rows.map((row) => [row.id, row]));
  const { from, to } = common(shown, live);
  const left = shown.rows.filter((row, i) => i >= from && i < to && !now.has(row.id));
  return {
    ...shown,
    rows: shown.rows.map((row) => now.get(row.id) ?? row),
    left: new Set(left.map(({ id }) => id)),
  };
}

/** Changes that `hold` keeps back. */
export interface Waiting {
  /** Tickets that were added to the list. */
  readonly arrived: number;
  /** Whether others were removed or have moved. */
  readonly isOther: boolean;
}

export function waiting(shown: Shown, live: RowsReplica): Waiting {
  const before = new Set(shown.rows.map(({ id }) => id));
  const now = new Set(live.rows.map(({ id }) => id));
  const { to } = common(live, shown);
  const arrived = live.rows.filter(({ id }, i) => i < to && !before.has(id)).length;
  const stayed = live.rows.filter(({ id }) => before.has(id));
  const others = shown.rows.filter(({ id }) => now.has(id));
  const isOther = shown.left.size > 0 || stayed.some(({ id }, i) => id !== others[i]?.id);
  return { arrived, isOther };
}

/** The index of the first row that was added; undefined if none was. */
export function firstArrived(shown: Shown, live: RowsReplica): number | undefined {
  const before = new Set(shown.rows.map(({ id }) => id));
  const i = live.rows.findIndex(({ id }) => !before.has(id));
  return i === -1 ? undefined : live.offset + i;
}

/**
 * How many places the row at this index moves when `after` is shown instead, so that the view can
 * move with it. If that row is gone, the nearest remaining one counts.
 */
export function shiftOf(before: RowsReplica, after: RowsReplica, at: number): number {
  const places = new Map(after.rows.map(({ id }, i) => [id, after.offset + i]));
  for (let apart = 0; apart <= before.rows.length; apart++) {
    for (const place of apart === 0 ? [at] : [at + apart, at - apart]) {
      const row = before.rows[place - before.offset];
      const now = row === undefined ? undefined : places.get(row.id);
      if (now !== undefined) return now - place;
    }
  }
  return 0;
}

/**
 * The rows of a window that can be compared with another window: earlier changes push rows over its
 * edges, so only the range between the outermost common rows is known, unless the list itself
 * starts or ends there.
 */
function common(one: RowsReplica, other: RowsReplica): { from: number; to: number } {
  const there = new Set(other.rows.map(({ id }) => id));
  const first = one.rows.findIndex(({ id }) => there.has(id));
  const last = one.rows.findLastIndex(({ id }) => there.has(id));
  const isWhole = isAtEnd(one) && isAtEnd(other);
  return {
    from: one.offset === 0 && other.offset === 0 ? 0 : first,
    to: isWhole || last === -1 ? one.rows.length : last + 1,
  };
}

function isAtEnd({ offset, total, rows }: RowsReplica): boolean {
  return offset + rows.length >= total;
}
