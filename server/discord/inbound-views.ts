import { usableSupportRole } from '../../actors/settings/discord-roles.ts';
import type {
  InboundPeople,
  InboundSettings,
  InboundTickets,
  OwnTicket,
} from '../../actors/discord/inbound/parts.ts';
import type { Bridge } from '../../actors/discord/bridge.ts';
import { codeStamp } from '../../actors/roster/tokens/discord-codes.ts';
import type { Queue } from '../../actors/queue/queue.ts';
import { latestPublicFirst } from '../../actors/queue/sort.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import type { Caller } from '../../actors/ticket/service.ts';
import type { KeptSettings } from '../../protocol/kept-settings.ts';
import type { Access } from '../identity/access.ts';
import { openCategories } from '../identity/visible-settings.ts';
import type { Tables } from '../storage/tables.ts';

/** The parts of the server that the inbound side sees. */

export function inboundTickets(
  { channels }: Pick<Bridge, 'channels'>,
  tables: Pick<Tables, 'history' | 'idOfNumber'>,
  queue: Pick<Queue, 'activeOf'>,
): InboundTickets {
  return {
    ofChannel: (channel) => channels.ticketOf(channel),
    channelOf: (ticket) => channels.channelOf(ticket),
    channels: () => channels.channels(),
    isAdopted: (channel) => channels.isAdopted(channel),
    isOurs: (channel) => channels.isOurs(channel),
    idOfNumber: (number) => tables.idOfNumber(number),
    lastPublic: (ticket, limit) => tables.history(ticket, 'public', { limit }),
    publicAfter: (ticket, after, limit) =>
      tables.history(ticket, 'public', { after, before: after + limit + 1, limit }),
    activeOf: (account) =>
      [...queue.activeOf(account)]
        .toSorted(latestPublicFirst)
        .map(({ id, number, subject }): OwnTicket => ({ id, number, subject })),
  };
}

export function inboundPeople(
  { roster, secrets, discordCodes, links }: Access,
  principal: (caller: Caller) => Principal,
): InboundPeople {
  return {
    linkOf(user) {
      const link = roster.discord.ofUser(user);
      return link && { account: link.account, restricted: link.by === 'shard' };
    },
    nameOf: (account) => roster.account(account)?.name ?? '',
    rightsOf: (caller) => principal(caller).rights,
    linkByCode: (code, user) =>
      roster.discord.linkByCode(discordCodes, { code, user }, ({ account: id, stamp }) => {
        const account = roster.account(id);
        if (account === undefined || roster.isBarred(account)) return false;
        // Earlier versions made codes without one.
        return stamp === undefined || stamp === codeStamp(secrets, account);
      }),
    async signInSecret(account) {
      const made = await links.make(account, true);
      return made.ok ? made.value : undefined;
    },
  };
}

/** @param own the role that the bot made itself */
export function inboundSettings(settings: KeptSettings, own: string | null): InboundSettings {
  return {
    guild: settings.discord_server,
    supportRole: usableSupportRole(settings, own),
    categories: openCategories(settings),
    subject_chars_max: settings.subject_chars_max,
    body_chars_max: settings.body_chars_max,
  };
}
