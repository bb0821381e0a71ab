import type { QueueFilter, Status } from '../../protocol/ticket.ts';
import type { Summary } from '../ticket/summary.ts';

const active: readonly Status[] = ['open', 'in_progress'];

/** Whether a ticket belongs in a list with this filter, watched by the account `me`. */
export function matches(summary: Summary, filter: QueueFilter, me: string): boolean {
  if (!(filter.status ?? active).includes(summary.status)) return false;
  if (filter.attention !== undefined && filter.attention !== summary.attention) return false;
  if (!isAssigned(summary, filter.assigned, me)) return false;
  if (filter.category === undefined) return true;
  const category = plain(summary.category);
  return filter.category.some((wanted) => plain(wanted) === category);
}

/** Whether all that the filter can match is active, so that a live list knows all of it. */
export function isLive(filter: QueueFilter): boolean {
  return (filter.status ?? active).every((status) => active.includes(status));
}

/** Equal for filters that match the same tickets; names the account only where the filter asks for it. */
export function filterKey(filter: QueueFilter, me: string): string {
  return JSON.stringify([
    distinct(filter.status ?? active),
    filter.category === undefined ? null : distinct(filter.category.map(plain)),
    filter.assigned === 'me' ? ['me', me] : (filter.assigned ?? null),
    filter.attention ?? null,
  ]);
}

function isAssigned(summary: Summary, wanted: QueueFilter['assigned'], me: string): boolean {
  switch (wanted) {
    case undefined:
      return true;
    case 'me':
      return summary.assignee?.account === me;
    case 'none':
      return summary.assignee === null;
  }
}

/** Categories are found in any case, retired ones too. */
function plain(category: string): string {
  return category.trim().toLowerCase();
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
