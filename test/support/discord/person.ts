import {
  type APIApplicationCommandOption,
  type APIInteraction,
  type APIMessage,
  type APIUser,
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ComponentType,
  GatewayDispatchEvents as Event,
  InteractionContextType,
  InteractionType,
  Locale,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { Asked } from './asked.ts';
import { createChannel, deleteChannel, editChannel } from './acts/channels.ts';
import {
  createMessage,
  deleteMessage,
  deleteMessages,
  editMessage,
  listMessages,
} from './acts/messages.ts';
import { reach } from './acts/reach.ts';
import { deleteRole, giveRole, takeRole } from './acts/roles.ts';
import { lengthOf } from './form.ts';
import type { Guild, GuildChannel } from './guild.ts';
import { type File, messageOf } from './message-form.ts';
import { channelPermissions, has } from './permissions.ts';
import type { World } from './world.ts';

/** A control under a message. */
interface Control {
  readonly type: ComponentType;
  readonly custom_id: string;
  readonly label?: string;
  readonly disabled?: boolean;
}

interface What {
  readonly type: InteractionType;
  readonly message?: APIMessage;
  readonly data: unknown;
}

/**
 * Somebody who uses Discord, as they can: what they may not do throws the refusal that their client
 * would show, and what they do not see they cannot click.
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
    } = {},
  ): string {
    const reply = more.replyTo && { message_reference: { message_id: more.replyTo } };
    const stickers = more.stickers && { sticker_ids: more.stickers };
    const form = messageOf({ content, ...reply, ...stickers }, more.files);
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

  /** All of a channel, oldest first. */
  reads(channel: string): readonly APIMessage[] {
    const last = listMessages(this.#world, this.id, channel, { limit: 100 });
    return last.toReversed();
  }

  /** What came to them directly. */
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

  /** A button, by its label. */
  clicks(channel: string, message: string, label: string): Asked {
    const [shown, button] = this.#find(
      channel,
      message,
      (control) => control.type === ComponentType.Button && control.label === label,
    );
    return this.#ask(channel, {
      type: InteractionType.MessageComponent,
      message: shown,
      data: { component_type: ComponentType.Button, custom_id: button.custom_id },
    });
  }

  /** Users in the first select of users there is. */
  picks(channel: string, message: string, users: readonly string[]): Asked {
    const [shown, select] = this.#find(
      channel,
      message,
      ({ type }) => type === ComponentType.UserSelect,
    );
    return this.#ask(channel, {
      type: InteractionType.MessageComponent,
      message: shown,
      data: {
        component_type: ComponentType.UserSelect,
        custom_id: select.custom_id,
        values: [...users],
        resolved: { users: this.#resolved(users) },
      },
    });
  }

  /** A command, such as `ticket close`, with its options. */
  commands(channel: string, line: string, options: Readonly<Record<string, string>> = {}): Asked {
    const found = this.#world.findChannel(channel);
    if (!found) throw new Error('commands of a guild are used in its channels');
    if (!has(this.#mayIn(channel), Bit.UseApplicationCommands)) {
      throw new Error('no command may be used here');
    }
    const [name, sub] = line.split(' ');
    const known = this.#world.commands.get(found.guild.id)?.find((one) => one.name === name);
    const inner = sub === undefined ? known : known?.options?.find((one) => one.name === sub);
    if (!known || !inner) throw new Error(`there is no command /${line}`);
    const given = optionsGiven(
      (inner as { options?: APIApplicationCommandOption[] }).options,
      options,
    );
    return this.#ask(channel, {
      type: InteractionType.ApplicationCommand,
      data: {
        id: known.id,
        name: known.name,
        type: ApplicationCommandType.ChatInput,
        guild_id: found.guild.id,
        options:
          sub === undefined ? given : [{ name: sub, type: OptionType.Subcommand, options: given }],
      },
    });
  }

  /** Fills in the modal that an interaction showed, by the labels of its fields. */
  submits(asked: Asked, values: Readonly<Record<string, string>>): Asked {
    const { modal } = asked;
    if (!modal) throw new Error('it showed no modal');
    const components = modal.fields.map((field, i) => {
      const value = values[field.label] ?? field.value;
      if (field.required && value === '') throw new Error(`${field.label} must be filled in`);
      if (lengthOf(value) > field.max) throw new Error(`${field.label} is too long`);
      return {
        type: ComponentType.ActionRow,
        id: i,
        components: [{ type: ComponentType.TextInput, id: i, custom_id: field.custom_id, value }],
      };
    });
    return this.#ask(asked.payload.channel!.id, {
      type: InteractionType.ModalSubmit,
      ...(asked.payload.message && { message: asked.payload.message }),
      data: { custom_id: modal.custom_id, components },
    });
  }

  #mayIn(channel: string): bigint {
    const found = this.#world.findChannel(channel);
    return found ? channelPermissions(found.guild, this.id, found.channel) : 0n;
  }

  #find(channel: string, id: string, fits: (control: Control) => boolean): [APIMessage, Control] {
    reach(this.#world, this.id, channel);
    const message = this.#world.messagesOf(channel).get(id);
    const rows = (message?.components ?? []) as unknown as Array<{ components: Control[] }>;
    const component = rows.flatMap((row) => row.components).find(fits);
    if (!message || !component) throw new Error('there is no such control under the message');
    if (component.disabled) throw new Error('the control is disabled');
    return [message, component];
  }

  #resolved(users: readonly string[]): Record<string, APIUser> {
    return Object.fromEntries(users.map((id) => [id, this.#world.users.get(id)!]));
  }

  #ask(channel: string, what: What): Asked {
    const world = this.#world;
    const place = reach(world, this.id, channel);
    const member = place.kind === 'guild' ? place.guild.members.get(this.id) : undefined;
    const permissions = place.kind === 'guild' ? place.permissions.toString() : '0';
    const where =
      place.kind === 'guild'
        ? {
            guild_id: place.guild.id,
            guild: { id: place.guild.id, features: [], locale: Locale.EnglishUS },
            guild_locale: Locale.EnglishUS,
            channel: place.channel,
            member: { ...member, permissions },
            context: InteractionContextType.Guild,
          }
        : { channel: place.dm, user: this.user, context: InteractionContextType.BotDM };
    const payload = {
      ...what,
      ...where,
      id: world.ids.next(),
      application_id: world.application,
      channel_id: channel,
      token: `interaction-${world.ids.next()}`,
      version: 1,
      app_permissions: permissions,
      locale: Locale.EnglishUS,
      entitlements: [],
      authorizing_integration_owners: {},
      attachment_size_limit: 10_485_760,
    } as unknown as APIInteraction;
    const asked = new Asked(payload, this.id, world.clock.now());
    world.interactions.set(asked.token, asked);
    world.tell(
      Event.InteractionCreate,
      payload,
      place.kind === 'guild' ? { guild: place.guild } : {},
    );
    return asked;
  }
}

function optionsGiven(
  known: readonly APIApplicationCommandOption[] | undefined,
  given: Readonly<Record<string, string>>,
): unknown[] {
  for (const name of Object.keys(given)) {
    if (!known?.some((one) => one.name === name)) throw new Error(`there is no option ${name}`);
  }
  for (const { name, required } of known ?? []) {
    if (required && given[name] === undefined) throw new Error(`the option ${name} is required`);
  }
  return (known ?? [])
    .filter(({ name }) => given[name] !== undefined)
    .map(({ name, type }) => ({ name, type, value: given[name] }));
}
