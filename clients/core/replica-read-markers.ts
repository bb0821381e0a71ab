import type { Audience, ReadMarker, Row } from '../../protocol/ticket.ts';

/** What a client holds of its account's read markers, by ticket. */
export type ReadMarkersReplica = ReadonlyMap<string, ReadMarker>;

export function readMarkersFromState(readMarkers: readonly ReadMarker[]): ReadMarkersReplica {
  return new Map(readMarkers.map((one) => [one.ticket, one]));
}

/** Read markers that moved, or that did not fit the state. */
export function applyReadMarkers(
  replica: ReadMarkersReplica,
  readMarkers: readonly ReadMarker[],
): ReadMarkersReplica {
  const next = new Map(replica);
  for (const one of readMarkers) next.set(one.ticket, one);
  return next;
}

/** How many entries of a ticket, as it is in a list, the account has not seen. */
export function unread(
  replica: ReadMarkersReplica,
  { id, seq }: Pick<Row, 'id' | 'seq'>,
  as: Audience,
): number {
  // A row may be a moment older than a read marker.
  return Math.max(0, seq - (replica.get(id)?.[as] ?? 0));
}
