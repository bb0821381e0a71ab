import { applyRows } from '../../protocol/rows.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { WatchEvent, WatchState } from './watches.ts';

/** What a client holds of one window of a list. */
export interface RowsReplica {
  /** Place of the first row of the window in the list. */
  readonly offset: number;
  /** Rows in all, in and outside the window. */
  readonly total: number;
  readonly rows: readonly Row[];
}

export function rowsFromState(state: Extract<WatchState, { on: 'queue' | 'mine' }>): RowsReplica {
  return { offset: state.offset, total: state.total, rows: state.rows };
}

export function applyRowsEvent(
  replica: RowsReplica,
  event: Extract<WatchEvent, { on: 'rows' }>,
): RowsReplica {
  return { offset: replica.offset, total: event.total, rows: applyRows(replica.rows, event) };
}
