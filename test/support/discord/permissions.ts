import {
  type APIGuildCategoryChannel,
  type APIRole,
  type APITextChannel,
  OverwriteType,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { isLater } from './ids.ts';

export type GuildChannel = APITextChannel | APIGuildCategoryChannel;

/** What of a guild determines permissions. */
interface Guild {
  readonly id: string;
  readonly owner: string;
  readonly roles: ReadonlyMap<string, APIRole>;
  readonly members: ReadonlyMap<string, { readonly roles: readonly string[] }>;
}

export const allBits = Object.values(Bit).reduce((sum, bit) => sum | bit, 0n);

/** Permissions of everybody in a new guild. */
export const everyoneBits =
  Bit.ViewChannel |
  Bit.CreateInstantInvite |
  Bit.ChangeNickname |
  Bit.SendMessages |
  Bit.SendMessagesInThreads |
  Bit.CreatePublicThreads |
  Bit.CreatePrivateThreads |
  Bit.EmbedLinks |
  Bit.AttachFiles |
  Bit.AddReactions |
  Bit.UseExternalEmojis |
  Bit.ReadMessageHistory |
  Bit.UseApplicationCommands |
  Bit.SendVoiceMessages |
  Bit.SendPolls;

/** Permissions of moderators, which a guild may tie to two-factor authentication. */
export const elevatedBits =
  Bit.KickMembers |
  Bit.BanMembers |
  Bit.Administrator |
  Bit.ManageChannels |
  Bit.ManageGuild |
  Bit.ManageMessages |
  Bit.ManageRoles |
  Bit.ManageWebhooks |
  Bit.ManageGuildExpressions |
  Bit.ManageThreads;

/** Permissions that have no effect without the one to send messages. */
const needWriting = Bit.MentionEveryone | Bit.SendTTSMessages | Bit.AttachFiles | Bit.EmbedLinks;

/** Permissions of a member in the guild; nobody else has any. */
export function guildPermissions(guild: Guild, user: string): bigint {
  if (guild.owner === user) return allBits;
  const member = guild.members.get(user);
  if (!member) return 0n;
  return ofRoles(guild, member.roles);
}

/** Permissions of a member in a channel, by the order of overwrites: everybody, roles, member. */
export function channelPermissions(guild: Guild, user: string, channel: GuildChannel): bigint {
  const member = guild.members.get(user);
  const base = guildPermissions(guild, user);
  if (!member && guild.owner !== user) return 0n;
  return overwritten(guild, base, channel, member?.roles ?? [], user);
}

/** Permissions in a channel without any role. */
export function publicPermissions(guild: Guild, channel: GuildChannel): bigint {
  return overwritten(guild, ofRoles(guild, []), channel, [], undefined);
}

export function has(permissions: bigint, bit: bigint): boolean {
  return (permissions & bit) === bit;
}

/** Whether a role is below the highest one of a member, who can give it then. */
export function standsAbove(guild: Guild, user: string, role: APIRole): boolean {
  if (guild.owner === user) return true;
  const roles = guild.members.get(user)?.roles ?? [];
  return roles.some((id) => {
    const own = guild.roles.get(id);
    return own !== undefined && isHigher(own, role);
  });
}

/** Of two roles with the same position, the older one is higher. */
function isHigher(role: APIRole, than: APIRole): boolean {
  if (role.position !== than.position) return role.position > than.position;
  return isLater(than.id, role.id);
}

function ofRoles(guild: Guild, roles: readonly string[]): bigint {
  let sum = 0n;
  for (const role of [guild.id, ...roles]) sum |= BigInt(guild.roles.get(role)?.permissions ?? 0);
  return has(sum, Bit.Administrator) ? allBits : sum;
}

function overwritten(
  guild: Guild,
  base: bigint,
  channel: GuildChannel,
  roles: readonly string[],
  user: string | undefined,
): bigint {
  if (has(base, Bit.Administrator)) return allBits;
  const overwrites = channel.permission_overwrites ?? [];
  let sum = base;
  const apply = (those: typeof overwrites): void => {
    for (const { deny } of those) sum &= ~BigInt(deny);
    for (const { allow } of those) sum |= BigInt(allow);
  };
  apply(overwrites.filter(({ id }) => id === guild.id));
  apply(overwrites.filter(({ id, type }) => type === OverwriteType.Role && roles.includes(id)));
  apply(overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === user));
  if (!has(sum, Bit.ViewChannel)) return 0n;
  return has(sum, Bit.SendMessages) ? sum : sum & ~needWriting;
}
