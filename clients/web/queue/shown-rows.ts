import type { RowsReplica } from '../../core/replica-rows.ts';

/** What is painted of a list: the window as it was told, or as it was when somebody began to read it. */
export interface Shown extends RowsReplica {
  /** Tickets that are here only because they are being read: they are not in the list any more. */
  readonly left: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export function showAll(live: RowsReplica): Shown {
  return { ...live, left: none };
}

/** Every row in its place, with what is known of it now. What comes after all of them moves none. */
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

/** What `hold` keeps back. */
export interface Waiting {
  /** Tickets that came into the list. */
  readonly arrived: number;
  /** Whether others have gone, or have moved to another place. */
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

/** The place of the first row that came into the list; undefined if none did. */
export function firstArrived(shown: Shown, live: RowsReplica): number | undefined {
  const before = new Set(shown.rows.map(({ id }) => id));
  const i = live.rows.findIndex(({ id }) => !before.has(id));
  return i === -1 ? undefined : live.offset + i;
}

/**
 * By how many places the row at this place moves when `after` is shown instead, so that the view can
 * move with it. If that row is not there any more, the nearest one that is counts.
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
 * Which rows of a window can be compared with another window: what changed before it pushes rows
 * over its edges, so nothing is known of those beyond the outermost rows that are in both, unless
 * the list itself begins or ends there.
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
