import type { Summary } from '../../../actors/ticket/summary.ts';
import type { ClosedList } from '../tables.ts';

/**
 * Names of the lists of closed tickets. A participant's list is named by the number of the account;
 * no other kind of list has such a name.
 */
const all = '';

export function listName({ participant, shard, status, category, assignee }: ClosedList): string {
  if (participant !== undefined) return participant;
  if (shard !== undefined) return `shard/${shard}`;
  if (status !== undefined) return `status/${status}`;
  const words: string[] = [];
  if (assignee !== undefined) words.push(`assignee/${assignee ?? ''}`);
  // Encoded, so that any name of a category can be part of a key.
  if (category !== undefined) words.push(`category/${encodeURIComponent(plain(category))}`);
  return words.length === 0 ? all : words.join(' ');
}

/** All lists with this ticket; none while it is active. */
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
