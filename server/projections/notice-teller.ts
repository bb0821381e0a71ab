import type { Shards } from '../../actors/shard/shards.ts';
import type { LiveFollower } from './live-followers.ts';

/**
 * Tells shards at once of new notices. Nothing is queued here: notices are on disk, and players who
 * log in later get the stored ones.
 */
export function noticeTeller(shards: Pick<Shards, 'noticesFor' | 'noticesForAll'>): LiveFollower {
  return {
    committed({ noticed }) {
      for (const account of noticed) shards.noticesFor(account);
    },
    renew: () => shards.noticesForAll(),
  };
}
