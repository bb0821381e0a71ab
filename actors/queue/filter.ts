import type { Status } from '../../protocol/ticket.ts';
import type { QueueFilter } from '../../protocol/queue.ts';
import { beginJoined, joinWords, wordsOf } from '../../protocol/words.ts';
import type { Summary } from '../ticket/summary.ts';

const active: readonly Status[] = ['open', 'in_progress'];

type Matches = (summary: Summary) => boolean;

/** What each field of a filter asks of a ticket; `me` is the watching account. */
const fields: {
  readonly [F in keyof QueueFilter]-?: (wanted: NonNullable<QueueFilter[F]>, me: string) => Matches;
} = {
  status: (statuses) => (summary) => statuses.includes(summary.status),
  category: (names) => {
    const categories = names.map(plain);
    return (summary) => categories.includes(plain(summary.category));
  },
  assigned: (wanted, me) =>
    wanted === 'me' ? fields.assignee(me, me) : (summary) => summary.assignee === null,
  assignee: (account) => (summary) => summary.assignee?.account === account,
  participant: (account) => (summary) => summary.participants.includes(account),
  attention: (wanted) => (summary) => summary.attention === wanted,
  priority: (wanted) => (summary) => summary.triage.priority === wanted,
  shard: (name) => (summary) => summary.shard === name,
  words: (text) => {
    const words = wordsOf(text);
    return (summary) => words.length === 0 || beginJoined(foldSubject(summary), words);
  },
};

/** Returns whether a ticket matches this filter, for the watching account `me`. */
export function matcherOf(filter: QueueFilter, me: string): Matches {
  const whole: QueueFilter = { status: [...active], ...filter };
  const all = (Object.keys(fields) as Array<keyof QueueFilter>).flatMap((name) => {
    const wanted = whole[name];
    // Each field takes what it wants, which the compiler cannot follow.
    const matches = fields[name] as (wanted: unknown, me: string) => Matches;
    return wanted === undefined ? [] : matches(wanted, me);
  });
  return (summary) => all.every((matches) => matches(summary));
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

/** Categories match in any case, including retired ones. */
function plain(category: string): string {
  return category.trim().toLowerCase();
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
