import {
  type APIApplicationCommandInteractionDataOption as Option,
  type APIInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from 'discord.js';
import type { Interaction } from '../port/events.ts';
import { memberSeen, nameOf } from './decode.ts';

/** An interaction as the port has it; undefined for a kind that the bot does not offer. */
export function interactionSeen(interaction: APIInteraction): Interaction | undefined {
  const { member } = interaction;
  const user = member?.user ?? interaction.user;
  if (!user) return undefined;
  const who = {
    id: interaction.id,
    token: interaction.token,
    user: user.id,
    userName: member ? memberSeen(member).name : nameOf(user),
    roles: member?.roles ?? [],
    guild: interaction.guild_id ?? null,
    channel: interaction.channel?.id ?? interaction.channel_id ?? null,
  };
  switch (interaction.type) {
    case InteractionType.MessageComponent: {
      const { data } = interaction;
      const component = data.custom_id;
      if (data.component_type === ComponentType.Button)
        return { ...who, kind: 'button', component };
      if (data.component_type !== ComponentType.UserSelect) return undefined;
      return { ...who, kind: 'user_select', component, users: data.values };
    }
    case InteractionType.ApplicationCommand: {
      const { data } = interaction;
      if (data.type !== ApplicationCommandType.ChatInput) return undefined;
      const { sub, given } = optionsOf(data.options);
      return { ...who, kind: 'command', name: data.name, sub, options: textsOf(given) };
    }
    case InteractionType.ApplicationCommandAutocomplete: {
      const { data } = interaction;
      const { sub, given } = optionsOf(data.options);
      const typed = given.find((option) => 'focused' in option && option.focused === true);
      if (typed?.type !== OptionType.String) return undefined;
      const { name: option, value } = typed;
      return { ...who, kind: 'typing', name: data.name, sub, option, typed: value };
    }
    case InteractionType.ModalSubmit:
      return {
        ...who,
        kind: 'modal',
        modal: interaction.data.custom_id,
        fields: fieldsOf(interaction),
      };
    default:
      return undefined;
  }
}

/** Those of the subcommand, if there is one. */
function optionsOf(options: readonly Option[] = []): {
  readonly sub: string | null;
  readonly given: readonly Option[];
} {
  const [first] = options;
  if (first?.type !== OptionType.Subcommand) return { sub: null, given: options };
  return { sub: first.name, given: first.options ?? [] };
}

function textsOf(options: readonly Option[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const option of options) {
    if (option.type === OptionType.String) texts[option.name] = option.value;
  }
  return texts;
}

/** A field is in a row, or in a label. */
function fieldsOf({ data }: APIModalSubmitInteraction): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const outer of data.components) {
    const inner =
      outer.type === ComponentType.ActionRow
        ? outer.components
        : outer.type === ComponentType.Label
          ? [outer.component]
          : [];
    for (const field of inner) {
      if (field.type === ComponentType.TextInput) fields[field.custom_id] = field.value;
    }
  }
  return fields;
}
