import type { RowsChange } from '../../protocol/rows.ts';
import { same } from '../../protocol/same.ts';
import type { Audience, Row } from '../../protocol/ticket.ts';
import type { Summary } from '../ticket/summary.ts';
import { viewRow, type StaffName } from '../ticket/view.ts';
import type { Compare } from './sort.ts';

/** A part of a list, as its watchers see it. */
export interface Section {
  /** Rows of the whole list. */
  readonly total: number;
  /** Whether the list leaves out further matches. */
  readonly more?: boolean;
  /** The rows of the window, in the order of the list. */
  readonly summaries: readonly Summary[];
}

/** How a watched list is shown: its order, and the audience that sees the rows. */
export interface Look {
  readonly compare: Compare;
  readonly audience: Audience;
  readonly staffName: StaffName;
}

/** The section as the fields of a `state`. */
export function viewSection(section: Section, look: Look): Extent & { rows: Row[] } {
  const rows = section.summaries.map((summary) => viewAs(summary, look));
  return { ...extentOf(section), rows };
}

/** The length of a list. `more` is present only if it is true. */
export type Extent = Pick<RowsChange, 'total' | 'more'>;

function extentOf({ total, more = false }: Section): Extent {
  return more ? { total, more } : { total };
}

/**
 * The change from the section last told to the present one; null if this audience sees no
 * difference. Both are in the order of `compare`, so one parallel walk finds everything.
 */
export function difference(before: Section, after: Section, look: Look): RowsChange | null {
  const removed: string[] = [];
  const put: RowsChange['put'] = [];
  let i = 0;
  let at = 0;
  while (i < before.summaries.length || at < after.summaries.length) {
    const old = before.summaries[i];
    const now = after.summaries[at];
    const order = compareAt(old, now, look.compare);
    const told = order === 0 && readsSame(old, now, look);
    if (old !== undefined && order <= 0) {
      if (!told) removed.push(old.id);
      i += 1;
    }
    if (now !== undefined && order >= 0) {
      if (!told) put.push({ at, row: viewAs(now, look) });
      at += 1;
    }
  }
  const extent = extentOf(after);
  if (removed.length === 0 && put.length === 0 && same(extentOf(before), extent)) return null;
  return { on: 'rows', ...extent, removed, put };
}

/** Which of the two comes first; an exhausted section sorts after everything. */
function compareAt(old: Summary | undefined, now: Summary | undefined, compare: Compare): number {
  if (old === now) return 0;
  if (old === undefined) return 1;
  if (now === undefined) return -1;
  return compare(old, now);
}

/** Whether this audience sees no difference between the two. */
function readsSame(old: Summary | undefined, now: Summary | undefined, look: Look): boolean {
  if (old === now) return true;
  if (old === undefined || now === undefined) return false;
  return same(viewAs(old, look), viewAs(now, look));
}

function viewAs(summary: Summary, { audience, staffName }: Look): Row {
  return viewRow(summary, audience, staffName);
}
