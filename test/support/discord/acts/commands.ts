import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
} from 'discord-api-types/v10';
import { asForm, choice, type Form, list, text } from '../form.ts';
import { misfit } from '../refusal.ts';
import type { World } from '../world.ts';
import { reachGuild } from './reach.ts';

const commands_max = 100;

/** Replaces all commands of a guild. */
export function setCommands(
  world: World,
  guildId: string,
  value: unknown,
): readonly APIApplicationCommand[] {
  const guild = reachGuild(world, world.bot.id, guildId);
  const before = world.commands.get(guild.id) ?? [];
  const commands = list(value, 'commands', commands_max).map((one, i) => {
    const path = String(i);
    const form = asForm(one, path);
    const name = nameOf(form, path);
    const command: APIApplicationCommand = {
      id: before.find((known) => known.name === name)?.id ?? world.ids.next(),
      application_id: world.application,
      guild_id: guild.id,
      version: world.ids.next(),
      default_member_permissions: null,
      type: ApplicationCommandType.ChatInput,
      name,
      description: text(form.description, `${path}.description`, 1, 100),
      options: optionsOf(form, path),
    };
    return command;
  });
  if (new Set(commands.map(({ name }) => name)).size < commands.length) {
    throw misfit('name', 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Names must be unique');
  }
  world.commands.set(guild.id, commands);
  world.changed();
  world.changed();
  return commands;
}

function optionsOf(form: Form, path: string): APIApplicationCommandOption[] {
  let optional = false;
  return list(form.options, `${path}.options`, 25).map((one, i) => {
    const at = `${path}.options.${i}`;
    const option = asForm(one, at);
    const type = choice(option.type, `${at}.type`, [
      OptionType.Subcommand,
      OptionType.String,
      OptionType.Integer,
      OptionType.Boolean,
      OptionType.User,
    ]);
    const name = nameOf(option, at);
    const description = text(option.description, `${at}.description`, 1, 100);
    if (type === OptionType.Subcommand) {
      const inner = optionsOf(option, at) as APIApplicationCommandBasicOption[];
      return { type, name, description, options: inner };
    }
    const required = option.required === true;
    if (required && optional) {
      throw misfit(at, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required come first');
    }
    optional ||= !required;
    const choices = choicesOf(option.choices, `${at}.choices`);
    if (option.autocomplete === true && (type !== OptionType.String || choices.length > 0)) {
      throw misfit(`${at}.autocomplete`, 'OPTION_AUTOCOMPLETE_INVALID', 'Not with this option');
    }
    return { ...option, type, name, description, required } as APIApplicationCommandOption;
  });
}

/** Those of an option, or what is offered for it as somebody types: the names. */
export function choicesOf(value: unknown, path: string): string[] {
  return list(value, path, 25).map((one, i) => {
    const form = asForm(one, `${path}.${i}`);
    text(form.value, `${path}.${i}.value`, 1, 100);
    return text(form.name, `${path}.${i}.name`, 1, 100);
  });
}

function nameOf(form: Form, path: string): string {
  const name = text(form.name, `${path}.name`, 1, 32);
  if (/^[-_'\p{L}\p{N}]+$/u.test(name) && name === name.toLowerCase()) return name;
  throw misfit(`${path}.name`, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}
