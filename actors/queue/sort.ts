import { priorities } from '../../protocol/ticket.ts';
import type { QueueSort } from '../../protocol/queue.ts';
import type { Summary } from '../ticket/summary.ts';

/** A total order: zero only for the same ticket. */
export type Compare = (a: Summary, b: Summary) => number;

/**
 * The order of a queue. Numbers tell which ticket was created first, whatever the clock said, and
 * decide ties in the same direction. Tickets that do not wait come last in either direction, since
 * they have no waiting time.
 */
export function compareBy({ by, descending }: QueueSort): Compare {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    const x = keyOf(a, by);
    const y = keyOf(b, by);
    if (x === y)
      return by === 'priority' ? longestWaitFirst(a, b) : (a.number - b.number) * direction;
    if (x === null) return 1;
    if (y === null) return -1;
    return (x - y) * direction;
  };
}

const longestWaitFirst = compareBy({ by: 'waiting', descending: false });

/** What closed tickets can be sorted by: nobody waits on them, and none of them is urgent. */
export const closedSorts: ReadonlyArray<QueueSort['by']> = ['created', 'updated'];

/** A player's own active tickets: latest visible change first. */
export const latestPublicFirst: Compare = (a, b) =>
  b.publicUpdated - a.publicUpdated || b.number - a.number;

/** What the order of closed tickets depends on. */
export type ClosedPlace = Pick<Summary, 'number' | 'updated'>;

/** The order of closed tickets as the tables keep them: by number, which tells what was created first. */
export function compareClosed({
  by,
  descending,
}: QueueSort): (a: ClosedPlace, b: ClosedPlace) => number {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    const apart = by === 'updated' ? a.updated - b.updated : 0;
    return (apart || a.number - b.number) * direction;
  };
}

function keyOf(summary: Summary, by: QueueSort['by']): number | null {
  switch (by) {
    case 'created':
      return summary.number;
    case 'updated':
      return summary.updated;
    case 'waiting':
      return summary.waitingSince;
    case 'priority':
      return priorities.indexOf(summary.triage.priority);
  }
}
