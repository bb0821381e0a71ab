import type { Presence } from '../../protocol/ticket.ts';

/** How many people are at each ticket; absent tickets have nobody. */
export type PresenceReplica = ReadonlyMap<string, Presence>;

export function presenceFromState(tickets: readonly Presence[]): PresenceReplica {
  return applyPresence(new Map(), tickets);
}

export function applyPresence(
  replica: PresenceReplica,
  tickets: readonly Presence[],
): PresenceReplica {
  const next = new Map(replica);
  for (const one of tickets) {
    if (one.viewing + one.typing === 0) next.delete(one.ticket);
    else next.set(one.ticket, one);
  }
  return next;
}
