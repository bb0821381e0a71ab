import type { Summary } from '../../actors/ticket/summary.ts';
import type { Figure } from '../platform/figure.ts';

/** For `/metrics`: what waits for support at this moment. `active`: all active tickets. */
export function backlogFigures(active: Iterable<Summary>, now: number): Figure[] {
  let count = 0;
  let unclaimed = 0;
  let unclaimedSince = now;
  let waitingSince = now;
  for (const ticket of active) {
    count += 1;
    waitingSince = Math.min(waitingSince, ticket.waitingSince ?? now);
    if (ticket.assignee !== null) continue;
    unclaimed += 1;
    unclaimedSince = Math.min(unclaimedSince, ticket.created);
  }
  const gauge = (name: string, help: string, value: number): Figure => {
    return { name: `shardbell_tickets_${name}`, help, kind: 'gauge', labels: {}, value };
  };
  return [
    gauge('active', 'Tickets that are open or in progress.', count),
    gauge(
      'waiting_oldest_age_seconds',
      'How long the player has waited who waits longest for an answer; 0 where none does.',
      (now - waitingSince) / 1_000,
    ),
    gauge('unclaimed', 'Active tickets that are assigned to nobody.', unclaimed),
    gauge(
      'unclaimed_oldest_age_seconds',
      'How long ago the oldest active ticket was opened that is assigned to nobody; 0 where there is none.',
      (now - unclaimedSince) / 1_000,
    ),
  ];
}
