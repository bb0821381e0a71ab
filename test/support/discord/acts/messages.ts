import {
  type APIMessage,
  GatewayDispatchEvents as Event,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { isLater, isSnowflake } from '../ids.ts';
import { checkNotEmpty, type MessageForm } from '../message-form.ts';
import { has } from '../permissions.ts';
import { misfit, refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import {
  attachment_life_ms,
  changeMessage,
  edited,
  guildOf,
  placeOf,
  publish,
  ring,
} from './compose.ts';
import { reach } from './reach.ts';

/** Of one file without boosts, and of all of a message. */
const file_bytes_max = 10 * 1024 * 1024;
const request_bytes_max = 25 * 1024 * 1024;

/** Sends a message, or returns the one that the author sent with the same nonce a short while ago. */
export function createMessage(
  world: World,
  actor: string,
  channel: string,
  form: MessageForm,
): APIMessage {
  const bits = [Bit.SendMessages];
  if (form.embeds?.length) bits.push(Bit.EmbedLinks);
  if (form.files.length) bits.push(Bit.AttachFiles);
  if (form.poll) bits.push(Bit.SendPolls);
  if (form.forwarded) reach(world, actor, form.forwarded.channel, Bit.ReadMessageHistory);
  const place = reach(world, actor, channel, ...bits);
  checkNotEmpty(form);
  checkSize(form);
  if (place.kind === 'dm') checkDm(world, actor, place.dm.recipients![0]!.id);
  if (form.enforceNonce && form.nonce !== undefined) {
    const same = recentWithNonce(world, actor, form.nonce);
    if (same) return same;
  }
  return publish(world, actor, place, form);
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

/** Deletes many at once, as when moderators clear a channel. */
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

/** Each read of a message has fresh addresses of its files. */
function refreshed(world: World, message: APIMessage): APIMessage {
  const until = world.clock.now() + attachment_life_ms;
  const attachments = message.attachments.map((one) => ({
    ...one,
    ...world.files.renew(one.url, until),
  }));
  return { ...message, attachments };
}

function checkSize({ files }: MessageForm): void {
  const sizes = files.map(({ bytes }) => bytes.length);
  const all = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (sizes.some((bytes) => bytes > file_bytes_max) || all > request_bytes_max) {
    throw refusal('tooLarge');
  }
}

function checkDm(world: World, actor: string, recipient: string): void {
  if (actor !== world.bot.id) return;
  const shared = [...world.guilds.values()].some(
    (guild) => guild.hasBot && guild.members.has(recipient),
  );
  if (!shared) throw refusal('noMutualGuild');
  if (world.dmsClosed.has(recipient)) throw refusal('dmClosed');
}

/** In any channel: a nonce belongs to its author. */
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
