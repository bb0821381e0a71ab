import { applyRows } from '../../protocol/rows.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { WatchEvent, WatchState } from './watches.ts';

/** What a client holds of one window of a list. */
export interface RowsReplica {
  /** Place of the first row of the window in the list. */
  readonly offset: number;
  /** Rows in all, in and outside the window. */
  readonly total: number;
  /** Whether more match than are in the list. */
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
