import { type APIDMChannel, PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import type { Guild } from '../guild.ts';
import type { GuildChannel } from '../permissions.ts';
import { channelPermissions, guildPermissions, has } from '../permissions.ts';
import { refusal } from '../refusal.ts';
import type { World } from '../world.ts';

export interface InGuild {
  readonly guild: Guild;
  readonly channel: GuildChannel;
  /** What the actor may do there. */
  readonly permissions: bigint;
}

/** A guild that the actor is a member of. */
export function reachGuild(world: World, actor: string, id: string): Guild {
  const guild = world.guilds.get(id);
  if (!guild) throw refusal('unknownGuild');
  // Discord does not reveal whether a guild exists that the bot is not in.
  if (!guild.members.has(actor)) throw refusal('missingAccess');
  return guild;
}

export function needIn(guild: Guild, actor: string, bit: bigint): void {
  if (!has(guildPermissions(guild, actor), bit)) throw refusal('missingPermissions');
  if (guild.wantsTwoFactorOf(actor, bit)) throw refusal('twoFactorMissing');
}

/** A channel that the actor sees, with its permissions there. Throws if one of these is missing. */
export function reachChannel(world: World, actor: string, id: string, ...bits: bigint[]): InGuild {
  const found = world.findChannel(id);
  if (!found) throw refusal('unknownChannel');
  const permissions = channelPermissions(found.guild, actor, found.channel);
  if (!has(permissions, Bit.ViewChannel)) throw refusal('missingAccess');
  for (const bit of bits) if (!has(permissions, bit)) throw refusal('missingPermissions');
  if (bits.some((bit) => found.guild.wantsTwoFactorOf(actor, bit))) {
    throw refusal('twoFactorMissing');
  }
  return { ...found, permissions };
}

export type Reached = ({ readonly kind: 'guild' } & InGuild) | { kind: 'dm'; dm: APIDMChannel };

/** The same, also for a direct message channel, where bot and user have all permissions. */
export function reach(world: World, actor: string, id: string, ...bits: bigint[]): Reached {
  const dm = world.dms.get(id);
  if (!dm) return { kind: 'guild', ...reachChannel(world, actor, id, ...bits) };
  const isIts = actor === world.bot.id || dm.recipients?.[0]?.id === actor;
  if (!isIts) throw refusal('missingAccess');
  return { kind: 'dm', dm };
}
