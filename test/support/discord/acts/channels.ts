import {
  type APIOverwrite,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { asForm, bits, choice, type Form, list, optionalText, text } from '../form.ts';
import type { Guild } from '../guild.ts';
import type { GuildChannel } from '../permissions.ts';
import { isSnowflake } from '../ids.ts';
import { guildPermissions, has } from '../permissions.ts';
import { misfit, refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { needIn, reachChannel, reachGuild } from './reach.ts';

const overwrites_max = 1_000;
const topic_chars_max = 1_024;

export function createChannel(
  world: World,
  actor: string,
  guildId: string,
  value: unknown,
): GuildChannel {
  const guild = reachGuild(world, actor, guildId);
  const form = asForm(value);
  needIn(guild, actor, Bit.ManageChannels);
  const type = choice<GuildChannel['type']>(form.type ?? ChannelType.GuildText, 'type', [
    ChannelType.GuildText,
    ChannelType.GuildCategory,
  ]);
  const name = nameOf(world, form.name, type);
  const parent = parentOf(world, guild, form.parent_id);
  if (guild.channels.size >= world.settings.guild_channels_max) throw refusal('guildFull');
  const given = form.permission_overwrites;
  const own = guildPermissions(guild, actor);
  const permission_overwrites =
    given === undefined
      ? // A channel that says nothing on it is as private as its category.
        (guild.channels.get(parent ?? '')?.permission_overwrites ?? [])
      : overwritesOf(guild, given, own, has(own, Bit.Administrator));
  const common = {
    id: world.ids.next(),
    guild_id: guild.id,
    name,
    permission_overwrites,
    position: guild.channels.size,
    flags: 0,
  };
  const channel: GuildChannel =
    type === ChannelType.GuildCategory
      ? { ...common, type, parent_id: null }
      : {
          ...common,
          type,
          parent_id: parent,
          topic: optionalText(form.topic, 'topic', 0, topic_chars_max) ?? null,
          nsfw: false,
          last_message_id: null,
          rate_limit_per_user: 0,
        };
  guild.addChannel(channel);
  return channel;
}

export function editChannel(world: World, actor: string, id: string, value: unknown): GuildChannel {
  const form = asForm(value);
  const { guild, channel, permissions } = reachChannel(world, actor, id, Bit.ManageChannels);
  const change: Record<string, unknown> = {};
  if ('name' in form) change.name = nameOf(world, form.name, channel.type);
  if ('topic' in form) change.topic = optionalText(form.topic, 'topic', 0, topic_chars_max) ?? null;
  if ('parent_id' in form && form.parent_id !== channel.parent_id) {
    change.parent_id = parentOf(world, guild, form.parent_id);
  }
  if ('permission_overwrites' in form) {
    if (!has(permissions, Bit.ManageRoles)) throw refusal('missingPermissions');
    change.permission_overwrites = overwritesOf(
      guild,
      form.permission_overwrites,
      guildPermissions(guild, actor),
      mayGiveManage(channel, actor, permissions),
    );
  }
  return guild.changeChannel(id, change);
}

export function deleteChannel(world: World, actor: string, id: string): GuildChannel {
  const { guild, channel } = reachChannel(world, actor, id, Bit.ManageChannels);
  guild.removeChannel(id);
  return channel;
}

/** Sets one overwrite of a channel, in place of that of the same target. */
export function putOverwrite(
  world: World,
  actor: string,
  id: string,
  target: string,
  value: unknown,
): void {
  const { guild, channel, permissions } = reachChannel(world, actor, id, Bit.ManageRoles);
  const free = mayGiveManage(channel, actor, permissions);
  const own = guildPermissions(guild, actor);
  const overwrite = overwriteOf(guild, { ...asForm(value), id: target }, own, free);
  const others = (channel.permission_overwrites ?? []).filter((one) => one.id !== target);
  if (others.length >= overwrites_max) throw refusal('overwritesFull');
  guild.changeChannel(id, { permission_overwrites: [...others, overwrite] });
}

export function removeOverwrite(world: World, actor: string, id: string, target: string): void {
  const { guild, channel } = reachChannel(world, actor, id, Bit.ManageRoles);
  const before = channel.permission_overwrites ?? [];
  const rest = before.filter((one) => one.id !== target);
  if (rest.length === before.length) throw refusal('unknownOverwrite');
  guild.changeChannel(id, { permission_overwrites: rest });
}

/**
 * Names of text channels lose capitals, blanks and most punctuation. Discord does not document the exact
 * rule; this one removes more, so that no code relies on a name coming back as it was sent.
 */
export function textChannelName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/\s+/gu, '-')
    .replaceAll(/[!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~]/gu, '')
    .replaceAll(/-{2,}/gu, '-')
    .replaceAll(/^-+|-+$/gu, '');
}

function nameOf(world: World, value: unknown, type: ChannelType): string {
  const name = text(value, 'name', 1, 100);
  const shown = type === ChannelType.GuildText ? textChannelName(name) : name.trim();
  if (shown === '') {
    throw misfit('name', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  }
  if (world.settings.refused_name.test(shown)) {
    throw misfit(
      'name',
      'CONTAINS_WORD_NOT_ALLOWED_FOR_DISCOVERABLE_GUILDS',
      'Contains words not allowed for servers in Server Discovery.',
    );
  }
  return shown;
}

function parentOf(world: World, guild: Guild, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const parent = isSnowflake(value) ? guild.channels.get(value) : undefined;
  if (parent?.type !== ChannelType.GuildCategory) {
    throw misfit('parent_id', 'CHANNEL_PARENT_INVALID', 'Category does not exist');
  }
  const { category_channels_max } = world.settings;
  const inside = [...guild.channels.values()].filter((one) => one.parent_id === parent.id);
  if (inside.length >= category_channels_max) {
    throw misfit(
      'parent_id',
      'CHANNEL_PARENT_MAX_CHANNELS',
      `Maximum number of channels in category reached (${category_channels_max})`,
    );
  }
  return parent.id;
}

function overwritesOf(guild: Guild, value: unknown, own: bigint, free: boolean): APIOverwrite[] {
  const given = list(value, 'permission_overwrites', overwrites_max);
  if (given.length > 0 && !has(own, Bit.ManageRoles)) throw refusal('missingPermissions');
  const overwrites = given.map((one, i) =>
    overwriteOf(guild, asForm(one, `permission_overwrites.${i}`), own, free),
  );
  if (new Set(overwrites.map(({ id }) => id)).size < overwrites.length) {
    const code = 'SET_TYPE_ALREADY_CONTAINS_VALUE';
    throw misfit('permission_overwrites', code, 'The set already contains this value');
  }
  return overwrites;
}

/** An overwrite may only have bits that the actor has itself; Manage Roles only if `free`. */
function overwriteOf(guild: Guild, form: Form, own: bigint, free: boolean): APIOverwrite {
  const id = String(form.id);
  const type = choice(form.type ?? OverwriteType.Role, 'type', [
    OverwriteType.Role,
    OverwriteType.Member,
  ]);
  const known = type === OverwriteType.Role ? guild.roles.has(id) : guild.members.has(id);
  if (!known) throw refusal('unknownOverwrite');
  const allow = bits(form.allow, 'allow');
  const deny = bits(form.deny, 'deny');
  const asked = allow | deny;
  if ((asked & Bit.ManageRoles) !== 0n && !free) throw refusal('missingPermissions');
  if ((asked & ~own) !== 0n && !free) throw refusal('missingPermissions');
  return { id, type, allow: allow.toString(), deny: deny.toString() };
}

function mayGiveManage(channel: GuildChannel, actor: string, permissions: bigint): boolean {
  if (has(permissions, Bit.Administrator)) return true;
  const own = channel.permission_overwrites?.find((one) => one.id === actor);
  return own !== undefined && has(BigInt(own.allow), Bit.ManageRoles);
}
