import type { ServerMessageOf } from './messages.ts';
import type { Row } from './ticket.ts';

/** How the window of a list changed since it was last told. */
export type RowsChange = Extract<ServerMessageOf<'event'>['is'], { on: 'rows' }>;

/** The window after the change: first what is removed goes out, then each row is put in its place, in order. */
export function applyRows(rows: readonly Row[], change: RowsChange): Row[] {
  const removed = new Set(change.removed);
  const next = rows.filter((row) => !removed.has(row.id));
  for (const { at, row } of change.put) next.splice(at, 0, row);
  return next;
}
