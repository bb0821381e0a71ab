import { applyRows } from '../../protocol/rows.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { WatchEvent, WatchState } from './watches.ts';

/** One window of a list as a client holds it. */
export interface RowsReplica {
  /** Index in the list of the window's first row. */
  readonly offset: number;
  /** Rows of the whole list. */
  readonly total: number;
  /** Whether the list leaves out further matches. */
  readonly more: boolean;
  readonly rows: readonly Row[];
}

export function rowsFromState(state: Extract<WatchState, { on: 'queue' | 'mine' }>): RowsReplica {
  const { offset, total, more = false, rows } = state;
  return { offset, total, more, rows };
}

export function applyRowsEvent(
  replica: RowsReplica,
  event: Extract<WatchEvent, { on: 'rows' }>,
): RowsReplica {
  const { total, more = false } = event;
  return { offset: replica.offset, total, more, rows: applyRows(replica.rows, event) };
}
