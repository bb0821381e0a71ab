import type { Summary } from '../../../actors/ticket/summary.ts';
import type { ClosedList } from '../tables.ts';

/**
 * The lists that a ticket which is not active any more stands in, by name. A participant's list is
 * named by the number of the account, so that no two kinds of list share a name.
 */
const all = '';

export function listName({ participant, shard, status, category, assignee }: ClosedList): string {
  if (participant !== undefined) return participant;
  if (shard !== undefined) return `shard/${shard}`;
  if (status !== undefined) return `status/${status}`;
  const words: string[] = [];
  if (assignee !== undefined) words.push(`assignee/${assignee ?? ''}`);
  // Whatever stands in the name of a category can stand in a key.
  if (category !== undefined) words.push(`category/${encodeURIComponent(plain(category))}`);
  return words.length === 0 ? all : words.join(' ');
}

/** Every list that has this ticket; none while it is active. */
export function listsOf(summary: Summary): Set<string> {
  if (isActiveSummary(summary)) return new Set();
  const { participants, category, shard } = summary;
  const assignee = summary.assignee?.account ?? null;
  const lists = new Set([
    all,
    listName({ status: summary.status }),
    listName({ category }),
    listName({ assignee }),
    listName({ assignee, category }),
    ...participants,
  ]);
  if (shard !== null) lists.add(listName({ shard }));
  return lists;
}

export function isActiveSummary(summary: Summary): boolean {
  return summary.status === 'open' || summary.status === 'in_progress';
}

function plain(category: string): string {
  return category.toWellFormed().trim().toLowerCase();
}
