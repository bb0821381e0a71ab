import type { Summary } from '../../actors/ticket/summary.ts';

/** What a commit changes in the lists of tickets that are not active any more. */
export interface IndexChanges {
  /** Accounts, and `everybody`, whose list the ticket enters or leaves. */
  readonly entered: readonly string[];
  readonly left: readonly string[];
}

export function indexChanges(
  before: Summary | null,
  after: Summary,
  everybody: string,
): IndexChanges {
  const had = listsOf(before, everybody);
  const has = listsOf(after, everybody);
  return {
    entered: [...has].filter((who) => !had.has(who)),
    left: [...had].filter((who) => !has.has(who)),
  };
}

export function isActiveSummary(summary: Summary): boolean {
  return summary.status === 'open' || summary.status === 'in_progress';
}

function listsOf(summary: Summary | null, everybody: string): ReadonlySet<string> {
  if (summary === null || isActiveSummary(summary)) return new Set();
  return new Set([everybody, ...summary.participants]);
}
