import {
  ChannelType,
  GatewayDispatchEvents as Event,
  GatewayIntentBits as Intent,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { channelPermissions, has } from '../permissions.ts';
import { isForeignMessage, noContent } from '../message-content.ts';
import type { Told, World } from '../world.ts';

const needs: Readonly<Partial<Record<Event, readonly [guild: number, dm: number]>>> = {
  [Event.GuildCreate]: [Intent.Guilds, 0],
  [Event.GuildDelete]: [Intent.Guilds, 0],
  [Event.GuildRoleCreate]: [Intent.Guilds, 0],
  [Event.GuildRoleUpdate]: [Intent.Guilds, 0],
  [Event.GuildRoleDelete]: [Intent.Guilds, 0],
  [Event.ChannelCreate]: [Intent.Guilds, 0],
  [Event.ChannelUpdate]: [Intent.Guilds, 0],
  [Event.ChannelDelete]: [Intent.Guilds, 0],
  [Event.ChannelPinsUpdate]: [Intent.Guilds, Intent.DirectMessages],
  [Event.GuildMemberAdd]: [Intent.GuildMembers, 0],
  [Event.GuildMemberUpdate]: [Intent.GuildMembers, 0],
  [Event.GuildMemberRemove]: [Intent.GuildMembers, 0],
  [Event.MessageCreate]: [Intent.GuildMessages, Intent.DirectMessages],
  [Event.MessageUpdate]: [Intent.GuildMessages, Intent.DirectMessages],
  [Event.MessageDelete]: [Intent.GuildMessages, Intent.DirectMessages],
  [Event.MessageDeleteBulk]: [Intent.GuildMessages, 0],
  [Event.InteractionCreate]: [0, 0],
};

/** An event as a session with these intents receives it, or undefined. */
export function toldTo(world: World, told: Told, intents: number): unknown {
  const { guild, channel, own } = told.place;
  const need = needs[told.t];
  if (!need) throw new Error(`${told.t} is not known to need an intent`);
  const isGone = told.t === Event.GuildDelete;
  if (guild && !isGone && (!guild.hasBot || !guild.available)) return undefined;
  const bit = guild ? need[0] : need[1];
  if (!own && (intents & bit) !== bit) return undefined;
  if (guild && channel && channel.type === ChannelType.GuildText) {
    // By the channel as it is now, since its overwrites may have changed after the event.
    const now = guild.channels.get(channel.id) ?? channel;
    if (!has(channelPermissions(guild, world.bot.id, now), Bit.ViewChannel)) return undefined;
  }
  const blank = (intents & Intent.MessageContent) === 0 && isForeignMessage(world, told.d);
  return blank ? { ...told.d, ...noContent } : told.d;
}

/** The privileged intents, which have to be switched on for the application. */
export function disallowed(world: World, intents: number): boolean {
  const { members_intent, content_intent } = world.settings;
  if (!members_intent && intents & Intent.GuildMembers) return true;
  if (intents & Intent.GuildPresences) return true;
  return !content_intent && (intents & Intent.MessageContent) !== 0;
}
