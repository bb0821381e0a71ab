import { GatewayDispatchEvents as Event, type GatewayDispatchPayload } from 'discord.js';
import type { DiscordEvent } from '../port/events.ts';
import { interactionSeen } from './decode-interaction.ts';
import { channelSeen, memberSeen, messageSeen } from './decode.ts';

/** The events that the bridge needs; others are ignored. */
export const gatewayEvents = [
  Event.GuildCreate,
  Event.GuildDelete,
  Event.MessageCreate,
  Event.MessageUpdate,
  Event.MessageDelete,
  Event.MessageDeleteBulk,
  Event.ChannelCreate,
  Event.ChannelUpdate,
  Event.ChannelDelete,
  Event.GuildRoleUpdate,
  Event.GuildRoleDelete,
  Event.GuildMemberAdd,
  Event.GuildMemberUpdate,
  Event.GuildMemberRemove,
  Event.InteractionCreate,
] as const;

/** @param bot the bot's own user */
export function eventOf(payload: GatewayDispatchPayload, bot: string): DiscordEvent | undefined {
  switch (payload.t) {
    case Event.GuildCreate:
      return payload.d.unavailable ? undefined : { kind: 'guild_back', guild: payload.d.id };
    case Event.GuildDelete:
      // Unavailable means an outage of Discord: the bot is still in the guild.
      return payload.d.unavailable ? undefined : { kind: 'guild_lost', guild: payload.d.id };
    case Event.MessageCreate:
      return { kind: 'message_created', message: messageSeen(payload.d, bot) };
    case Event.MessageUpdate:
      // Also sent when a message is pinned or its links are unfurled: that is no edit.
      if (!payload.d.edited_timestamp) return undefined;
      return { kind: 'message_edited', message: messageSeen(payload.d, bot) };
    case Event.MessageDelete: {
      const { id, channel_id } = payload.d;
      return { kind: 'messages_deleted', channel: channel_id, messages: [id] };
    }
    case Event.MessageDeleteBulk: {
      const { ids, channel_id } = payload.d;
      return { kind: 'messages_deleted', channel: channel_id, messages: ids };
    }
    case Event.ChannelCreate:
    case Event.ChannelUpdate: {
      const { d } = payload;
      if (!('guild_id' in d) || d.guild_id === undefined) return undefined;
      return { kind: 'channel_changed', guild: d.guild_id, channel: channelSeen(d) };
    }
    case Event.ChannelDelete: {
      const { d } = payload;
      if (!('guild_id' in d) || d.guild_id === undefined) return undefined;
      return { kind: 'channel_deleted', guild: d.guild_id, channel: d.id };
    }
    case Event.GuildRoleUpdate:
    case Event.GuildRoleDelete:
      return { kind: 'role_changed', guild: payload.d.guild_id };
    case Event.GuildMemberAdd:
    case Event.GuildMemberUpdate: {
      const { guild_id, ...member } = payload.d;
      return { kind: 'member_changed', guild: guild_id, member: memberSeen(member) };
    }
    case Event.GuildMemberRemove:
      return { kind: 'member_left', guild: payload.d.guild_id, user: payload.d.user.id };
    case Event.InteractionCreate: {
      const interaction = interactionSeen(payload.d);
      return interaction && { kind: 'interaction', interaction };
    }
    default:
      return undefined;
  }
}
