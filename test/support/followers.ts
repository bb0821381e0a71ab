import type { Clock } from '../../actors/runtime/clock.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import { LiveFollowers, type LiveFollower } from '../../server/projections/live-followers.ts';

/** A clock whose timers never end. */
const still: Clock = { now: () => 0, after: () => () => {}, soon: () => {} };

/** Followers of a log whose faults go to the test; where it expects none, one is thrown. */
export function testFollowers(
  onFault: (error: unknown) => void = (error) => {
    throw error;
  },
  clock: Clock = still,
): LiveFollowers {
  return new LiveFollowers({ clock, onFault });
}

/** Hears of every entry, and holds nothing that could be renewed. */
export function hears(committed: (turn: CommittedTurn) => void): LiveFollower {
  return { committed, renew() {} };
}
