import type { Shards } from '../../actors/shard/shards.ts';
import type { LiveFollower } from './live-followers.ts';

/**
 * Tells shards at once of notices that an entry made. Nothing waits here to be told: they are on disk,
 * and whoever comes into the game reads what is kept.
 */
export function noticeTeller(shards: Pick<Shards, 'noticesFor' | 'noticesForAll'>): LiveFollower {
  return {
    committed({ noticed }) {
      for (const account of noticed) shards.noticesFor(account);
    },
    renew: () => shards.noticesForAll(),
  };
}
