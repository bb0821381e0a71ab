import {
  type APIAttachment,
  type APIChannel,
  type APIGuildMember,
  type APIMessage,
  type APIPoll,
  type APIRole,
  type APIUser,
  ChannelType,
  MessageType,
} from 'discord.js';
import { botPermissions } from '../bot-permissions.ts';
import type {
  AnsweredSeen,
  Attachment,
  ChannelSeen,
  GuildSeen,
  MemberSeen,
  MessageSeen,
  PollSeen,
  RoleSeen,
} from '../port/shapes.ts';
import { overwriteSeen } from './levels.ts';

/** Turns Discord's objects, which REST and the gateway share, into the shapes of the port. */

export function channelSeen(channel: APIChannel): ChannelSeen {
  const overwrites = 'permission_overwrites' in channel ? channel.permission_overwrites : undefined;
  return {
    id: channel.id,
    kind: kindOf(channel.type),
    name: channel.name ?? '',
    topic: ('topic' in channel && channel.topic) || '',
    category: ('parent_id' in channel && channel.parent_id) || null,
    overwrites: (overwrites ?? []).map(overwriteSeen),
  };
}

function kindOf(type: ChannelType): ChannelSeen['kind'] {
  if (type === ChannelType.GuildText) return 'text';
  return type === ChannelType.GuildCategory ? 'category' : 'other';
}

export function guildSeen(
  guild: { readonly id: string; readonly roles: readonly APIRole[] },
  channels: readonly APIChannel[],
  bot: APIGuildMember,
): GuildSeen {
  const own = guild.roles.filter((role) => role.id === guild.id || bot.roles.includes(role.id));
  const bits = own.reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  const isAdministrator = (bits & administrator) !== 0n;
  const missing = Object.entries(botPermissions).filter(([, bit]) => (bits & bit) !== bit);
  return {
    id: guild.id,
    channels: channels.map(channelSeen),
    roles: guild.roles.map(roleSeen),
    missingPermissions: isAdministrator ? [] : missing.map(([name]) => name),
    rolePosition: Math.max(...own.map((role) => role.position)),
  };
}

const administrator = 1n << 3n;

function roleSeen({ id, name, position, managed }: APIRole): RoleSeen {
  return { id, name, position, managed };
}

export function memberSeen(
  member: Pick<APIGuildMember, 'nick' | 'roles'> & { readonly user: APIUser },
): MemberSeen {
  const { user } = member;
  const name = member.nick ?? nameOf(user);
  return { user: user.id, name, roles: member.roles };
}

export function nameOf(user: APIUser): string {
  return user.global_name ?? user.username;
}

/** What only the gateway adds to a message. */
interface GatewayExtra {
  readonly guild_id?: string;
  readonly member?: Pick<APIGuildMember, 'nick' | 'roles'>;
}

/** @param guild of the channel, which REST leaves out of a message */
export function messageSeen(
  message: APIMessage & GatewayExtra,
  bot: string,
  guild: string | null = message.guild_id ?? null,
): MessageSeen {
  const { author, member } = message;
  const edited = message.edited_timestamp;
  return {
    id: message.id,
    channel: message.channel_id,
    guild,
    author: {
      user: author.id,
      name: member?.nick ?? nameOf(author),
      bot: author.bot === true || message.webhook_id !== undefined,
      self: author.id === bot,
      roles: member?.roles ?? null,
    },
    system: message.type !== MessageType.Default && message.type !== MessageType.Reply,
    content: message.content,
    attachments: message.attachments.map(attachmentSeen),
    stickers: stickersOf(message),
    poll: message.poll ? pollSeen(message.poll) : null,
    forwarded: (message.message_snapshots ?? []).map(({ message: copy }) => ({
      content: copy.content,
      attachments: copy.attachments.map(attachmentSeen),
      stickers: stickersOf(copy),
    })),
    footer: message.embeds[0]?.footer?.text ?? '',
    footerAt: message.embeds[0]?.timestamp ? Date.parse(message.embeds[0].timestamp) : null,
    replyTo: answeredSeen(message, bot),
    edited: edited === null ? null : Date.parse(edited),
  };
}

function attachmentSeen(attachment: APIAttachment): Attachment {
  return {
    id: attachment.id,
    name: attachment.filename,
    bytes: attachment.size,
    address: attachment.url,
  };
}

function stickersOf({ sticker_items }: Pick<APIMessage, 'sticker_items'>): string[] {
  return (sticker_items ?? []).map(({ name }) => name);
}

function pollSeen({ question, answers }: APIPoll): PollSeen {
  return {
    question: question.text ?? '',
    answers: answers.map(({ poll_media }) => poll_media.text ?? ''),
  };
}

/** A mirrored message is an embed with an author; the bot's other posts are notices. */
function answeredSeen(message: APIMessage, bot: string): AnsweredSeen | null {
  const id = message.message_reference?.message_id;
  if (id === undefined || message.type !== MessageType.Reply) return null;
  const answered = message.referenced_message;
  if (!answered) return { id, said: null };
  if (answered.author.id !== bot) return { id, said: answered.content };
  const [embed] = answered.embeds;
  return { id, said: embed?.author === undefined ? null : unescaped(embed.description ?? '') };
}

/** Without the backslashes that keep a text from being markdown. */
function unescaped(markdown: string): string {
  return markdown.replaceAll(/\\(?=[!-/:-@[-`{-~])/gu, '');
}
