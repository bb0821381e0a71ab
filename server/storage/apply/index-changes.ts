import { isActive, type Ticket } from '../../../actors/ticket/state.ts';
import { summarize, type Summary } from '../../../actors/ticket/summary.ts';
import { wordsOf } from '../../../protocol/words.ts';
import { isActiveSummary, listsOf } from '../lists/list-names.ts';

/** What a commit changes in the lists and words of closed tickets. */
export interface IndexChanges {
  readonly number: number;
  /** When the ticket was last changed, before this commit and with it. */
  readonly before: number;
  readonly after: number;
  /** Names of the lists that the ticket enters, leaves, or moves within. */
  readonly entered: readonly string[];
  readonly left: readonly string[];
  readonly stayed: readonly string[];
  readonly words: { readonly got: readonly string[]; readonly lost: readonly string[] };
}

export function indexChanges(earlier: Ticket | null, later: Ticket): IndexChanges {
  if (isActive(later) && (earlier === null || isActive(earlier))) {
    return { number: later.number, before: earlier?.updated ?? 0, after: later.updated, ...none };
  }
  const before = earlier === null ? null : summarize(earlier);
  const after = summarize(later);
  const had = before === null ? nothing : listsOf(before);
  const has = listsOf(after);
  const old = before === null ? nothing : closedWords(before);
  const now = closedWords(after);
  const isMoved = before !== null && before.updated !== after.updated;
  return {
    number: after.number,
    before: before?.updated ?? 0,
    after: after.updated,
    entered: [...has].filter((list) => !had.has(list)),
    left: [...had].filter((list) => !has.has(list)),
    stayed: isMoved ? [...has].filter((list) => had.has(list)) : [],
    words: {
      got: [...now].filter((word) => !old.has(word)),
      lost: [...old].filter((word) => !now.has(word)),
    },
  };
}

/** What goes with a closed ticket. */
export function removalChanges(ticket: Ticket): IndexChanges {
  const summary = summarize(ticket);
  return {
    number: ticket.number,
    before: ticket.updated,
    after: ticket.updated,
    ...none,
    left: [...listsOf(summary)],
    words: { got: [], lost: [...closedWords(summary)] },
  };
}

/** Most turns are of tickets that stay active, which are in no list here. */
const none = { entered: [], left: [], stayed: [], words: { got: [], lost: [] } } as const;
const nothing: ReadonlySet<string> = new Set();

/** The words by which a ticket is found; none while it is active. */
function closedWords(summary: Summary): ReadonlySet<string> {
  return isActiveSummary(summary) ? nothing : new Set(wordsOf(summary.subject));
}
