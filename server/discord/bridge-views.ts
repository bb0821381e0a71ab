import type { BridgePeople, BridgeSettings, BridgeTickets } from '../../actors/discord/deps.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import type { KeptSettings } from '../../protocol/kept-settings.ts';
import type { Access } from '../identity/access.ts';
import type { Files } from '../files/files.ts';
import type { Storage } from '../storage/storage.ts';

import { outgoingFiles } from './outgoing-files.ts';

/** The parts of the server that the bridge sees. */

/** Tickets as they are on disk. */
export function bridgeTickets(storage: Storage, files: Pick<Files, 'open'>): BridgeTickets {
  return {
    epoch: storage.origin,
    load: async (id) => (await storage.tickets.load(id)).state,
    active: () => storage.tables.active(),
    history: (id, audience, range) => storage.tables.history(id, audience, range),
    readFile: outgoingFiles(files),
  };
}

export function bridgePeople({ roster }: Access, staffName: StaffName): BridgePeople {
  return {
    links: () => roster.discord.values(),
    userOf: (account) => roster.discord.ofAccount(account)?.user,
    accountOf: (user) => roster.discord.ofUser(user)?.account,
    rightsOf: (account) => roster.rightsOf(account),
    staffName,
  };
}

export function bridgeSettings(settings: KeptSettings): BridgeSettings {
  return {
    guild: settings.discord_server,
    category: settings.discord_tickets_category,
    prefix: settings.discord_channel_prefix,
    supportRole: settings.discord_support_role,
    accessRole: settings.discord_access_role,
  };
}
