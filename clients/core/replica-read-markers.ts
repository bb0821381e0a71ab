import type { Audience, ReadMarker, Row } from '../../protocol/ticket.ts';

/** The account's read markers as a client holds them, by ticket. */
export type ReadMarkersReplica = ReadonlyMap<string, ReadMarker>;

export function readMarkersFromState(readMarkers: readonly ReadMarker[]): ReadMarkersReplica {
  return new Map(readMarkers.map((one) => [one.ticket, one]));
}

/** Applies read markers that moved or did not fit into the state. */
export function applyReadMarkers(
  replica: ReadMarkersReplica,
  readMarkers: readonly ReadMarker[],
): ReadMarkersReplica {
  const next = new Map(replica);
  for (const one of readMarkers) next.set(one.ticket, one);
  return next;
}

/** How many entries of a listed ticket the account has not read. */
export function unread(
  replica: ReadMarkersReplica,
  { id, seq }: Pick<Row, 'id' | 'seq'>,
  as: Audience,
): number {
  // A row may be slightly older than a read marker.
  return Math.max(0, seq - (replica.get(id)?.[as] ?? 0));
}
