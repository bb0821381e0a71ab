import type { QueueFilter } from '../../../protocol/queue.ts';
import { wordsOf } from '../../../protocol/words.ts';
import type { ClosedList } from '../../storage/tables.ts';
import { listName } from '../../storage/lists/list-names.ts';

/** Where the closed tickets of a filter are found. */
export type ClosedPlan =
  | { readonly kind: 'nowhere' }
  /** This list of the storage is exactly them. */
  | { readonly kind: 'list'; readonly list: ClosedList }
  | ClosedSearch;

/** They have to be searched for: all conditions must hold. */
export interface ClosedSearch {
  readonly kind: 'search';
  /**
   * Each must begin a word of the subject. The longest comes first, as the fewest tickets have it.
   */
  readonly words: readonly string[];
  /**
   * For each, the ticket must be in one of its lists, which share no ticket. The smallest comes
   * first.
   */
  readonly conditions: ReadonlyArray<readonly ClosedList[]>;
}

/** `me` is the account that watches; `count` tells how many tickets are in a list. */
export function planOf(
  filter: QueueFilter,
  me: string,
  count: (list: ClosedList) => number,
): ClosedPlan {
  // Only active tickets need attention.
  if (filter.attention !== undefined && filter.attention !== 'none') return { kind: 'nowhere' };
  const conditions = conditionsOf(filter, me);
  const words = wordsOf(filter.words ?? '').toSorted((a, b) => b.length - a.length);
  const [first, ...rest] = conditions;
  if (words.length === 0) {
    if (first === undefined) return { kind: 'list', list: {} };
    if (rest.length === 0 && first.length === 1) return { kind: 'list', list: first[0]! };
  }
  const countAll = (lists: readonly ClosedList[]): number =>
    lists.reduce((sum, list) => sum + count(list), 0);
  const smallestFirst = conditions.toSorted((a, b) => countAll(a) - countAll(b));
  return { kind: 'search', words, conditions: smallestFirst };
}

/** For each condition, the ticket must be in one of its lists. */
function conditionsOf(filter: QueueFilter, me: string): ClosedList[][] {
  const conditions: ClosedList[][] = [];
  const statuses = new Set(filter.status);
  if (statuses.size === 1) conditions.push([...statuses].map((status) => ({ status })));
  if (filter.category !== undefined) {
    const lists = filter.category.map((category) => ({ category }));
    conditions.push([...new Map(lists.map((list) => [listName(list), list])).values()]);
  }
  if (filter.assigned === 'me') conditions.push([{ assignee: me }]);
  if (filter.assigned === 'none') conditions.push([{ assignee: null }]);
  const { assignee, participant, shard } = filter;
  if (assignee !== undefined) conditions.push([{ assignee }]);
  if (participant !== undefined) conditions.push([{ participant }]);
  if (shard !== undefined) conditions.push([{ shard }]);
  return conditions;
}
