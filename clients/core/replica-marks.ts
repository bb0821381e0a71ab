import type { Audience, Mark, Row } from '../../protocol/ticket.ts';

/** The account's marks as a client holds them, by ticket. */
export type MarksReplica = ReadonlyMap<string, Mark>;

export function marksFromState(marks: readonly Mark[]): MarksReplica {
  return new Map(marks.map((mark) => [mark.ticket, mark]));
}

/** Applies marks that moved or did not fit into the state. */
export function applyMarks(replica: MarksReplica, marks: readonly Mark[]): MarksReplica {
  const next = new Map(replica);
  for (const mark of marks) next.set(mark.ticket, mark);
  return next;
}

/** How many entries of a listed ticket the account has not read. */
export function unread(
  replica: MarksReplica,
  { id, seq }: Pick<Row, 'id' | 'seq'>,
  as: Audience,
): number {
  // A row may be slightly older than a mark.
  return Math.max(0, seq - (replica.get(id)?.[as] ?? 0));
}
