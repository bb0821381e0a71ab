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
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { isLater, isSnowflake } from '../ids.ts';
import { checkNotEmpty, type File, type MessageForm } from '../message-form.ts';
import { mentionsOf } from '../pings.ts';
import { has } from '../permissions.ts';
import { misfit, refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { type Reached, reach } from './reach.ts';

const attachment_life_ms = 86_400_000;

/** Sends a message, or finds the one that the same author sent with the same nonce a short while ago. */
export function createMessage(
  world: World,
  actor: string,
  channel: string,
  form: MessageForm,
): APIMessage {
  const bits = [Bit.SendMessages];
  if (form.embeds?.length) bits.push(Bit.EmbedLinks);
  if (form.files.length) bits.push(Bit.AttachFiles);
  const place = reach(world, actor, channel, ...bits);
  checkNotEmpty(form);
  if (place.kind === 'dm') checkDm(world, actor, place.dm.recipients![0]!.id);
  if (form.enforceNonce && form.nonce !== undefined) {
    const same = recentWithNonce(world, actor, form.nonce);
    if (same) return same;
  }
  return publish(world, actor, place, form);
}

/** Puts a message into its channel; answers to interactions come here without more ado. */
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

/** A message that is in no channel yet, and never will be when one person alone sees it. */
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
    ...replyOf(world, channel, form),
    ...mentioned(world, place, form),
  };
}

export function editMessage(
  world: World,
  actor: string,
  channel: string,
  id: string,
  form: MessageForm,
): APIMessage {
  const place = reach(world, actor, channel);
  const before = world.messagesOf(channel).get(id);
  if (!before) throw refusal('unknownMessage');
  if (before.author.id !== actor) throw refusal('foreignMessage');
  if (actor === world.bot.id) world.limits.countEdit(channel, Date.parse(before.timestamp));
  const after = edited(world, place, before, form);
  if (!after.attachments.length) {
    const { content, embeds, components } = after;
    checkNotEmpty({ ...form, content, embeds, ...(components && { components }) });
  }
  changeMessage(world, place, after);
  ring(world, actor, place, after, { ...form, content: after.content });
  return after;
}

/** A message as an edit leaves it: what the edit does not carry stays. */
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

export function deleteMessage(world: World, actor: string, channel: string, id: string): void {
  const place = reach(world, actor, channel);
  const messages = world.messagesOf(channel);
  const message = messages.get(id);
  if (!message) throw refusal('unknownMessage');
  const mayAll = place.kind === 'guild' && has(place.permissions, Bit.ManageMessages);
  if (message.author.id !== actor && !mayAll) throw refusal('missingPermissions');
  messages.delete(id);
  const where = { channel_id: channel, ...guildOf(place) };
  world.tell(Event.MessageDelete, { id, ...where }, placeOf(place));
}

/** Many at once, as moderators clear a channel. */
export function deleteMessages(
  world: World,
  actor: string,
  channel: string,
  ids: readonly string[],
): void {
  const place = reach(world, actor, channel, Bit.ManageMessages);
  const messages = world.messagesOf(channel);
  for (const id of ids) messages.delete(id);
  const where = { channel_id: channel, ...guildOf(place) };
  world.tell(Event.MessageDeleteBulk, { ids: [...ids], ...where }, placeOf(place));
}

export interface Range {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first. With `after`, those right after it. Who may not read history reads nothing. */
export function listMessages(
  world: World,
  actor: string,
  channel: string,
  range: Range,
): APIMessage[] {
  const place = reach(world, actor, channel);
  if (!(range.limit >= 1 && range.limit <= 100)) {
    throw misfit('limit', 'NUMBER_TYPE_MAX', 'int value should be between 1 and 100.');
  }
  if (place.kind === 'guild' && !has(place.permissions, Bit.ReadMessageHistory)) return [];
  const all = [...world.messagesOf(channel).values()];
  const { before, after, limit } = range;
  if (isSnowflake(after)) {
    const later = all.filter(({ id }) => isLater(id, after));
    return later
      .slice(0, limit)
      .toReversed()
      .map((one) => refreshed(world, one));
  }
  const earlier = isSnowflake(before) ? all.filter(({ id }) => isLater(before, id)) : all;
  return earlier
    .slice(-limit)
    .toReversed()
    .map((one) => refreshed(world, one));
}

export function getMessage(world: World, actor: string, channel: string, id: string): APIMessage {
  reach(world, actor, channel, Bit.ReadMessageHistory);
  const message = world.messagesOf(channel).get(id);
  if (!message) throw refusal('unknownMessage');
  return refreshed(world, message);
}

/** Whoever reads a message again gets fresh addresses of its files. */
function refreshed(world: World, message: APIMessage): APIMessage {
  const until = world.clock.now() + attachment_life_ms;
  const attachments = message.attachments.map((one) => ({
    ...one,
    ...world.files.renew(one.url, until),
  }));
  return { ...message, attachments };
}

/** A message that nobody wrote, such as that one was pinned. */
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

/** What the gateway tells beside a message. */
function along(place: Reached, message: APIMessage): GatewayMessageEventExtraFields {
  if (place.kind === 'dm') return { channel_type: place.dm.type, mentions: message.mentions };
  const channel_type: ChannelType.GuildText = ChannelType.GuildText;
  const where = { ...guildOf(place), channel_type, mentions: message.mentions };
  const found = place.guild.members.get(message.author.id);
  if (!found) return where;
  const { user: _user, ...member } = found;
  return { ...where, member };
}

function guildOf(place: Reached): { guild_id?: string } {
  return place.kind === 'guild' ? { guild_id: place.guild.id } : {};
}

function placeOf(place: Reached) {
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

function checkDm(world: World, actor: string, recipient: string): void {
  if (actor !== world.bot.id) return;
  const shared = [...world.guilds.values()].some(
    (guild) => guild.hasBot && guild.members.has(recipient),
  );
  if (!shared) throw refusal('noMutualGuild');
  if (world.dmsClosed.has(recipient)) throw refusal('dmClosed');
}

/** Of any channel: a nonce is its author's. */
function recentWithNonce(world: World, author: string, nonce: string): APIMessage | undefined {
  const since = world.clock.now() - world.settings.nonce_kept_ms;
  for (const messages of world.messages.values()) {
    for (const message of messages.values()) {
      if (message.author.id !== author || message.nonce !== nonce) continue;
      if (Date.parse(message.timestamp) > since) return message;
    }
  }
  return undefined;
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

function ring(
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
