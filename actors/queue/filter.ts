import type { QueueFilter, Status } from '../../protocol/ticket.ts';
import { beginJoined, joinWords, wordsOf } from '../../protocol/words.ts';
import type { Summary } from '../ticket/summary.ts';

const active: readonly Status[] = ['open', 'in_progress'];

/** Returns whether a ticket matches this filter, for the watching account `me`. */
export function matcherOf(filter: QueueFilter, me: string): (summary: Summary) => boolean {
  const { attention, participant, shard, priority } = filter;
  const statuses = filter.status ?? active;
  const categories = filter.category?.map(plain);
  const words = wordsOf(filter.words ?? '');
  return (summary) =>
    statuses.includes(summary.status) &&
    (attention === undefined || attention === summary.attention) &&
    isAssigned(summary, filter, me) &&
    (categories === undefined || categories.includes(plain(summary.category))) &&
    (participant === undefined || summary.participants.includes(participant)) &&
    (shard === undefined || shard === summary.shard) &&
    (priority === undefined || priority === summary.triage.priority) &&
    (words.length === 0 || beginJoined(foldSubject(summary), words));
}

/** Words of subjects as `joinWords` makes them, cached as long as their tickets do not change. */
const folded = new WeakMap<Summary, string>();

/**
 * The searchable words of a subject, computed once: for 10,000 tickets that takes tens of
 * milliseconds, during which a search would hold up everybody. `before`: the same ticket before a
 * change, which rarely touches the subject.
 */
export function foldSubject(summary: Summary, before: Summary | null = null): string {
  const known = folded.get(summary);
  if (known !== undefined) return known;
  const words =
    before !== null && before.subject === summary.subject
      ? foldSubject(before)
      : joinWords(wordsOf(summary.subject));
  folded.set(summary, words);
  return words;
}

/**
 * Which tickets the filter selects. Active ones are in memory, closed ones on disk in an order of
 * their own, so no list holds both.
 */
export function kindOf(filter: QueueFilter): 'active' | 'closed' | 'mixed' {
  const statuses = filter.status ?? active;
  if (statuses.every((one) => active.includes(one))) return 'active';
  return statuses.some((one) => active.includes(one)) ? 'mixed' : 'closed';
}

/**
 * Equal for filters that match the same tickets; contains the account only if the filter depends on
 * it.
 */
export function filterKey(filter: QueueFilter, me: string): string {
  const { status = active, category, assigned, words = '', ...rest } = filter;
  return JSON.stringify([
    distinct(status),
    category === undefined ? null : distinct(category.map(plain)),
    assigned === 'me' ? ['me', me] : (assigned ?? null),
    distinct(wordsOf(words)),
    Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

function isAssigned(
  { assignee }: Summary,
  filter: Pick<QueueFilter, 'assigned' | 'assignee'>,
  me: string,
): boolean {
  if (filter.assignee !== undefined && filter.assignee !== assignee?.account) return false;
  switch (filter.assigned) {
    case undefined:
      return true;
    case 'me':
      return assignee?.account === me;
    case 'none':
      return assignee === null;
  }
}

/** Categories match in any case, including retired ones. */
function plain(category: string): string {
  return category.trim().toLowerCase();
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
