import {
  type APIMessage,
  type APIUser,
  MessageReferenceType,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { createChannel, deleteChannel, editChannel } from './acts/channels.ts';
import {
  createMessage,
  deleteMessage,
  deleteMessages,
  editMessage,
  listMessages,
} from './acts/messages.ts';
import { deleteRole, giveRole, takeRole } from './acts/roles.ts';
import type { Asked } from './asked.ts';
import { click, pick, submit, typeInto, useCommand } from './asking.ts';
import type { Guild } from './guild.ts';
import type { GuildChannel } from './permissions.ts';
import type { File } from './files.ts';
import { messageOf } from './message-form.ts';
import { channelPermissions, has } from './permissions.ts';
import type { World } from './world.ts';

/**
 * A user of Discord. An act without permission throws the refusal that the client would show, and
 * only visible controls can be clicked.
 */
export class Person {
  readonly user: APIUser;
  readonly #world: World;

  constructor(world: World, user: APIUser) {
    this.#world = world;
    this.user = user;
  }

  get id(): string {
    return this.user.id;
  }

  joins(guild: Guild, roles: string[] = []): void {
    guild.join(this.user, roles);
  }

  leaves(guild: Guild): void {
    guild.leave(this.id);
  }

  writes(
    channel: string,
    content: string,
    more: {
      readonly files?: readonly File[];
      readonly replyTo?: string;
      readonly stickers?: readonly string[];
      readonly poll?: { readonly question: string; readonly answers: readonly string[] };
    } = {},
  ): string {
    const reply = more.replyTo && { message_reference: { message_id: more.replyTo } };
    const stickers = more.stickers && { sticker_ids: more.stickers };
    const poll = more.poll && {
      poll: {
        question: { text: more.poll.question },
        answers: more.poll.answers.map((text) => ({ poll_media: { text } })),
      },
    };
    const form = messageOf({ content, ...reply, ...stickers, ...poll }, more.files);
    return createMessage(this.#world, this.id, channel, form).id;
  }

  /** Forwards a message to another channel. */
  forwards(channel: string, from: string, message: string): string {
    const type = MessageReferenceType.Forward;
    const reference = { type, channel_id: from, message_id: message };
    const form = messageOf({ message_reference: reference });
    return createMessage(this.#world, this.id, channel, form).id;
  }

  edits(channel: string, message: string, content: string): void {
    editMessage(this.#world, this.id, channel, message, messageOf({ content }));
  }

  deletes(channel: string, message: string): void {
    deleteMessage(this.#world, this.id, channel, message);
  }

  clears(channel: string, messages: readonly string[]): void {
    deleteMessages(this.#world, this.id, channel, messages);
  }

  makesChannel(guild: Guild, name: string, form: object = {}): GuildChannel {
    return createChannel(this.#world, this.id, guild.id, { name, ...form });
  }

  changesChannel(channel: string, form: object): void {
    editChannel(this.#world, this.id, channel, form);
  }

  deletesChannel(channel: string): void {
    deleteChannel(this.#world, this.id, channel);
  }

  deletesRole(guild: Guild, role: string): void {
    deleteRole(this.#world, this.id, guild.id, role);
  }

  givesRole(guild: Guild, user: string, role: string): void {
    giveRole(this.#world, this.id, guild.id, user, role);
  }

  takesRole(guild: Guild, user: string, role: string): void {
    takeRole(this.#world, this.id, guild.id, user, role);
  }

  sees(channel: string): boolean {
    return has(this.#mayIn(channel), Bit.ViewChannel);
  }

  mayWrite(channel: string): boolean {
    return has(this.#mayIn(channel), Bit.ViewChannel | Bit.SendMessages);
  }

  /** All messages of a channel, oldest first. */
  reads(channel: string): readonly APIMessage[] {
    const last = listMessages(this.#world, this.id, channel, { limit: 100 });
    return last.toReversed();
  }

  /** Their direct messages. */
  get dms(): readonly APIMessage[] {
    const dm = this.#world.dmWith(this.id);
    return dm ? this.reads(dm.id) : [];
  }

  closesDms(): void {
    this.#world.dmsClosed.add(this.id);
  }

  opensDms(): void {
    this.#world.dmsClosed.delete(this.id);
  }

  /** Clicks a button, by its label. */
  clicks(channel: string, message: string, label: string): Asked {
    return click(this.#world, this.user, { channel, message }, label);
  }

  /** Picks users in the first user select. */
  picks(channel: string, message: string, users: readonly string[]): Asked {
    return pick(this.#world, this.user, { channel, message }, users);
  }

  /** Sends a command, such as `ticket close`, with its options. */
  commands(channel: string, line: string, options: Readonly<Record<string, string>> = {}): Asked {
    return useCommand(this.#world, this.user, channel, line, options);
  }

  /** Types into an option of a command, without sending it. */
  types(channel: string, line: string, option: string, typed: string): Asked {
    return typeInto(this.#world, this.user, channel, line, [option, typed]);
  }

  /** Fills in the modal that an interaction showed, by the labels of its fields. */
  submits(asked: Asked, values: Readonly<Record<string, string>>): Asked {
    return submit(this.#world, this.user, asked, values);
  }

  #mayIn(channel: string): bigint {
    const found = this.#world.findChannel(channel);
    return found ? channelPermissions(found.guild, this.id, found.channel) : 0n;
  }
}
