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
import { reach, reachChannel } from './acts/reach.ts';
import { Asked } from './asked.ts';
import { lengthOf } from './form.ts';
import type { World } from './world.ts';

type Texts = Readonly<Record<string, string>>;

interface Shown {
  readonly channel: string;
  readonly message: string;
}

const option_chars_max = 6_000;

/** A control under a message. */
interface Control {
  readonly type: ComponentType;
  readonly custom_id: string;
  readonly label?: string;
  readonly disabled?: boolean;
}

/** By its label. */
export function click(world: World, user: APIUser, shown: Shown, label: string): Asked {
  const [message, button] = find(
    world,
    user,
    shown,
    (control) => control.type === ComponentType.Button && control.label === label,
  );
  return ask(world, user, shown.channel, {
    type: InteractionType.MessageComponent,
    message,
    data: { component_type: ComponentType.Button, custom_id: button.custom_id },
  });
}

export function pick(world: World, user: APIUser, shown: Shown, users: readonly string[]): Asked {
  const [message, select] = find(
    world,
    user,
    shown,
    ({ type }) => type === ComponentType.UserSelect,
  );
  const resolved = Object.fromEntries(users.map((id) => [id, world.users.get(id)!]));
  return ask(world, user, shown.channel, {
    type: InteractionType.MessageComponent,
    message,
    data: {
      component_type: ComponentType.UserSelect,
      custom_id: select.custom_id,
      values: [...users],
      resolved: { users: resolved },
    },
  });
}

/** @param line such as `ticket close` */
export function useCommand(
  world: World,
  user: APIUser,
  channel: string,
  line: string,
  options: Texts,
): Asked {
  const { taken, dataWith } = findCommand(world, user, channel, line);
  return ask(world, user, channel, {
    type: InteractionType.ApplicationCommand,
    data: dataWith(optionsGiven(taken, options)),
  });
}

/** While somebody types into an option, its client asks what fits. */
export function typeInto(
  world: World,
  user: APIUser,
  channel: string,
  line: string,
  [name, typed]: readonly [option: string, typed: string],
): Asked {
  const { taken, dataWith } = findCommand(world, user, channel, line);
  const option = taken.find((one) => one.name === name) as { autocomplete?: boolean } | undefined;
  if (option?.autocomplete !== true) throw new Error(`nothing is offered for ${name}`);
  return ask(world, user, channel, {
    type: InteractionType.ApplicationCommandAutocomplete,
    data: dataWith([{ name, type: OptionType.String, value: typed, focused: true }]),
  });
}

function findCommand(world: World, user: APIUser, channel: string, line: string) {
  const { guild } = reachChannel(world, user.id, channel, Bit.UseApplicationCommands);
  const [name, sub] = line.split(' ');
  const known = world.commands.get(guild.id)?.find((one) => one.name === name);
  const inner = sub === undefined ? known : known?.options?.find((one) => one.name === sub);
  if (!known || !inner) throw new Error(`there is no command /${line}`);
  const { options: taken = [] } = inner as { options?: APIApplicationCommandOption[] };
  const dataWith = (given: unknown[]) => ({
    id: known.id,
    name: known.name,
    type: ApplicationCommandType.ChatInput,
    guild_id: guild.id,
    options:
      sub === undefined ? given : [{ name: sub, type: OptionType.Subcommand, options: given }],
  });
  return { taken, dataWith };
}

/** @param values by the labels of the fields */
export function submit(world: World, user: APIUser, asked: Asked, values: Texts): Asked {
  const { modal, payload } = asked;
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
  return ask(world, user, payload.channel!.id, {
    type: InteractionType.ModalSubmit,
    ...(payload.message && { message: payload.message }),
    data: { custom_id: modal.custom_id, components },
  });
}

function find(
  world: World,
  user: APIUser,
  shown: Shown,
  fits: (control: Control) => boolean,
): [APIMessage, Control] {
  reach(world, user.id, shown.channel);
  const message = world.messagesOf(shown.channel).get(shown.message);
  const rows = (message?.components ?? []) as unknown as Array<{ components: Control[] }>;
  const control = rows.flatMap((row) => row.components).find(fits);
  if (!message || !control) throw new Error('there is no such control under the message');
  if (control.disabled) throw new Error('the control is disabled');
  return [message, control];
}

function optionsGiven(known: readonly APIApplicationCommandOption[], given: Texts): unknown[] {
  for (const name of Object.keys(given)) {
    if (!known.some((one) => one.name === name)) throw new Error(`there is no option ${name}`);
  }
  for (const option of known) {
    const { name, required } = option;
    const value = given[name];
    if (required && value === undefined) throw new Error(`the option ${name} is required`);
    const { choices = [] } = option as { choices?: ReadonlyArray<{ readonly value: string }> };
    if (value === undefined) continue;
    if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
      throw new Error(`${name} cannot be ${value}`);
    }
    if (lengthOf(value) > option_chars_max) throw new Error(`the option ${name} is too long`);
  }
  return known
    .filter(({ name }) => given[name] !== undefined)
    .map(({ name, type }) => ({ name, type, value: given[name] }));
}

function ask(
  world: World,
  user: APIUser,
  channel: string,
  what: {
    readonly type: InteractionType;
    readonly message?: APIMessage;
    readonly data: unknown;
  },
): Asked {
  const place = reach(world, user.id, channel);
  const member = place.kind === 'guild' ? place.guild.members.get(user.id) : undefined;
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
      : { channel: place.dm, user, context: InteractionContextType.BotDM };
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
  const asked = new Asked(payload, user.id, world.clock.now());
  world.interactions.set(asked.token, asked);
  world.tell(
    Event.InteractionCreate,
    payload,
    place.kind === 'guild' ? { guild: place.guild } : {},
  );
  return asked;
}
