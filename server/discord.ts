import type { BridgeTickets } from '../actors/discord/store.ts';
import type { Journal } from './storage/journal.ts';

/** The tickets as the bridge looks at them: what is on disk. */
export function bridgeTickets(journal: Journal): BridgeTickets {
  return {
    epoch: journal.epoch,
    load: async (id) => (await journal.load(id)).state,
    active: () => journal.active(),
    history: (id, audience, range) => journal.history(id, audience, range),
    feed: (after, limit) => journal.feed(after, limit),
    onFeed: (listener) => journal.onFeed(listener),
  };
}
