import {
  type APIAttachment,
  type APIMessage,
  type APIUser,
  ChannelType,
  GatewayDispatchEvents as Event,
  type GatewayMessageEventExtraFields,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import type { File } from '../files.ts';
import type { MessageForm } from '../message-form.ts';
import { mentionsOf } from '../pings.ts';
import { misfit } from '../refusal.ts';
import type { World } from '../world.ts';
import type { Reached } from './reach.ts';

/** How long the address of a file is valid. */
export const attachment_life_ms = 86_400_000;

/** Puts a message into its channel, also an answer to an interaction, without any checks. */
export function publish(
  world: World,
  actor: string,
  place: Reached,
  form: MessageForm,
): APIMessage {
  const message = composed(world, actor, place, form);
  addMessage(world, place, message);
  ring(world, actor, place, message, form);
  return message;
}

/** A message that is in no channel yet. An ephemeral one never will be. */
export function composed(
  world: World,
  actor: string,
  place: Reached,
  form: MessageForm,
): APIMessage {
  const channel = place.kind === 'dm' ? place.dm.id : place.channel.id;
  return {
    ...blank(world, world.users.get(actor)!, channel),
    content: form.content ?? '',
    embeds: form.embeds ?? [],
    components: form.components ?? [],
    attachments: form.files.map((file) => attached(world, channel, file)),
    flags: form.flags,
    ...(form.stickers.length > 0 && { sticker_items: [...form.stickers] }),
    ...(form.nonce !== undefined && { nonce: form.nonce }),
    ...(form.poll !== undefined && { poll: form.poll }),
    ...replyOf(world, channel, form),
    ...forwardOf(world, form),
    ...mentioned(world, place, form),
  };
}

/** A message after an edit: fields that the edit lacks stay. */
export function edited(
  world: World,
  place: Reached,
  before: APIMessage,
  form: MessageForm,
): APIMessage {
  return {
    ...before,
    ...(form.content !== undefined && { content: form.content }),
    ...(form.embeds !== undefined && { embeds: form.embeds }),
    ...(form.components !== undefined && { components: form.components }),
    ...mentioned(world, place, { ...form, content: form.content ?? before.content }),
    edited_timestamp: world.iso(),
  };
}

/** A system message, such as that a message was pinned. */
export function systemMessage(
  world: World,
  place: Reached,
  author: APIUser,
  message: Partial<APIMessage>,
): void {
  const channel = place.kind === 'dm' ? place.dm.id : place.channel.id;
  addMessage(world, place, { ...blank(world, author, channel), ...message });
}

export function changeMessage(world: World, place: Reached, message: APIMessage): void {
  world.messagesOf(message.channel_id).set(message.id, message);
  world.tell(Event.MessageUpdate, { ...message, ...along(place, message) }, placeOf(place));
}

function addMessage(world: World, place: Reached, message: APIMessage): void {
  world.messagesOf(message.channel_id).set(message.id, message);
  const channel = place.kind === 'dm' ? place.dm : place.channel;
  if ('last_message_id' in channel) channel.last_message_id = message.id;
  world.tell(Event.MessageCreate, { ...message, ...along(place, message) }, placeOf(place));
}

/** What only the gateway adds to a message. */
function along(place: Reached, message: APIMessage): GatewayMessageEventExtraFields {
  if (place.kind === 'dm') return { channel_type: place.dm.type, mentions: message.mentions };
  const channel_type: ChannelType.GuildText = ChannelType.GuildText;
  const where = { ...guildOf(place), channel_type, mentions: message.mentions };
  const found = place.guild.members.get(message.author.id);
  if (!found) return where;
  const { user: _user, ...member } = found;
  return { ...where, member };
}

export function guildOf(place: Reached): { guild_id?: string } {
  return place.kind === 'guild' ? { guild_id: place.guild.id } : {};
}

export function placeOf(place: Reached) {
  return place.kind === 'guild' ? { guild: place.guild, channel: place.channel } : {};
}

function blank(world: World, author: APIUser, channel: string): APIMessage {
  return {
    id: world.ids.next(),
    channel_id: channel,
    author,
    content: '',
    timestamp: world.iso(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    type: MessageType.Default,
    flags: 0 as MessageFlags,
  };
}

function replyOf(world: World, channel: string, form: MessageForm): Partial<APIMessage> {
  if (form.replyTo === undefined) return {};
  const referenced = world.messagesOf(channel).get(form.replyTo);
  if (!referenced && !form.replyMayFail) {
    throw misfit('message_reference', 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE', 'Unknown message');
  }
  return {
    type: MessageType.Reply,
    message_reference: {
      type: MessageReferenceType.Default,
      channel_id: channel,
      message_id: form.replyTo,
    },
    referenced_message: referenced ?? null,
  };
}

/** A forwarded message is a copy without its author. */
function forwardOf(world: World, { forwarded }: MessageForm): Partial<APIMessage> {
  if (forwarded === undefined) return {};
  const { channel: channel_id, message: message_id } = forwarded;
  const from = world.messagesOf(channel_id).get(message_id);
  if (!from) {
    throw misfit('message_reference', 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE', 'Unknown message');
  }
  const { type, content, embeds, attachments, timestamp, edited_timestamp } = from;
  const { mentions, mention_roles, sticker_items } = from;
  return {
    message_reference: { type: MessageReferenceType.Forward, channel_id, message_id },
    message_snapshots: [
      {
        message: {
          ...{ type, content, embeds, attachments, timestamp, edited_timestamp },
          ...{ mentions, mention_roles },
          ...(sticker_items && { sticker_items }),
        },
      },
    ],
  };
}

function attached(world: World, channel: string, file: File): APIAttachment {
  return {
    id: world.ids.next(),
    filename: file.name,
    size: file.bytes.length,
    content_type: file.type,
    ...world.files.keep(channel, file, world.clock.now() + attachment_life_ms),
  };
}

function mentioned(
  world: World,
  place: Reached,
  form: MessageForm,
): Pick<APIMessage, 'mention_everyone' | 'mentions' | 'mention_roles'> {
  const { whom: _whom, ...mentions } = lookForMentions(world, place, form);
  return mentions;
}

export function ring(
  world: World,
  actor: string,
  place: Reached,
  message: APIMessage,
  form: MessageForm,
): void {
  if ((message.flags ?? 0) & MessageFlags.SuppressNotifications) return;
  for (const whom of lookForMentions(world, place, form).whom) {
    world.pings.push({ channel: message.channel_id, message: message.id, by: actor, whom });
  }
}

function lookForMentions(world: World, place: Reached, form: MessageForm) {
  const guild = place.kind === 'guild' ? place.guild : undefined;
  const permissions = place.kind === 'guild' ? place.permissions : 0n;
  return mentionsOf(world, form.content ?? '', form.allowed, { guild, permissions });
}
