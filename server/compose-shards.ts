import { nanoid } from 'nanoid';
import { Shards } from '../actors/shard/shards.ts';
import { same } from '../protocol/same.ts';
import type { Tickets, TicketsDeps } from './compose-tickets.ts';
import type { ScriptLoader } from './help-scripts/loader.ts';
import { PlayerLinks } from './identity/player-links.ts';
import { openCategories } from './identity/visible-settings.ts';
import { systemClock } from './platform/clock.ts';
import { noticeTeller } from './projections/notice-teller.ts';
import { PlayerTickets } from './tickets/player-tickets.ts';

/** Makes the shards and connects the events that they need. */
export function composeShards(
  { ticketService, online, followers, projections }: Tickets,
  deps: Pick<TicketsDeps, 'storage' | 'access' | 'log'> & {
    readonly scripts: ScriptLoader;
    address(): string | undefined;
  },
): Shards {
  const { storage, access, scripts, log } = deps;
  const { roster } = access;
  const links = new PlayerLinks(deps);
  const { queue, readMarkers, notices } = projections;
  const shards = new Shards({
    roster,
    online,
    notices,
    tickets: new PlayerTickets({
      ticketService,
      queue,
      tables: storage.tables,
      readMarkers,
      mayView: (account) => roster.rightsOf(account, true).has('tickets.view'),
    }),
    signInLink: (shard, account) => links.make(shard, account),
    scripts: (port) => scripts.start(port),
    left: (account) => access.lastSeen.add(account),
    newId: () => nanoid(),
    clock: systemClock,
    log: (level, message, about) => log[level]({ ...about }, message),
  });
  shards.onConnected((shard) => access.shardsSeen.add(shard));
  followers.follow('scripts', shards);
  followers.follow('notices', noticeTeller(shards));
  roster.onReplaced((account, character) => shards.replaced(account, character));
  roster.accounts.onRemoved((account) => shards.replaced(account, null));
  access.shardKeys.onRotated((shard) => shards.keyChanged(shard));
  access.shardKeys.onRemoved((shard) => void shards.removed(shard));
  let told = openCategories(access.settings.now);
  scripts.changeCategories(told);
  access.settings.onChanged(() => {
    const categories = openCategories(access.settings.now);
    if (same(categories, told)) return;
    told = categories;
    scripts.changeCategories(categories);
    shards.changeCategories(categories);
  });
  return shards;
}
