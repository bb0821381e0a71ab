import type { Audience, Mark, Row } from '../../protocol/ticket.ts';

/** What a client holds of its account's marks, by ticket. */
export type MarksReplica = ReadonlyMap<string, Mark>;

export function marksFromState(marks: readonly Mark[]): MarksReplica {
  return new Map(marks.map((mark) => [mark.ticket, mark]));
}

/** Marks that moved, or that did not fit the state. */
export function applyMarks(replica: MarksReplica, marks: readonly Mark[]): MarksReplica {
  const next = new Map(replica);
  for (const mark of marks) next.set(mark.ticket, mark);
  return next;
}

/** How many entries of a ticket, as it is in a list, the account has not seen. */
export function unread(
  replica: MarksReplica,
  { id, seq }: Pick<Row, 'id' | 'seq'>,
  as: Audience,
): number {
  // A row may be a moment older than a mark.
  return Math.max(0, seq - (replica.get(id)?.[as] ?? 0));
}
