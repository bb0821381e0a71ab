import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOptionChoice,
  type APIButtonComponent,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  ApplicationCommandOptionType as OptionType,
  ButtonStyle,
  ComponentType,
  type RESTPostAPIChannelMessageJSONBody,
  type RESTPutAPIApplicationGuildCommandsJSONBody,
  type APIModalInteractionResponseCallbackData,
  TextInputStyle,
} from 'discord.js';
import type {
  Button,
  ComponentRow,
  Embed,
  Modal,
  Post,
  SlashCommand,
  SlashOption,
} from '../port/requests.ts';

/**
 * The body of a message that is sent or edited. `allowed_mentions` keeps it from pinging anybody; an edit
 * without it would ping again.
 */
export function messageBody(post: Post): RESTPostAPIChannelMessageJSONBody {
  const { content, embeds, rows, nonce } = post;
  return {
    ...(content !== undefined && { content }),
    ...(embeds && { embeds: embeds.map(embedBody) }),
    ...(rows && { components: rows.map(rowBody) }),
    ...(nonce !== undefined && { nonce, enforce_nonce: true }),
    allowed_mentions: { parse: [] },
  };
}

function embedBody({ author, title, description, color, fields, footer, at }: Embed): APIEmbed {
  return {
    ...(author !== undefined && { author: { name: author } }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(color !== undefined && { color }),
    ...(fields && { fields: [...fields] }),
    ...(footer !== undefined && { footer: { text: footer } }),
    ...(at !== undefined && { timestamp: new Date(at).toISOString() }),
  };
}

function rowBody(row: ComponentRow): APIMessageTopLevelComponent {
  const type = ComponentType.ActionRow;
  if (row.kind === 'buttons') return { type, components: row.buttons.map(buttonBody) };
  const { id: custom_id, placeholder, disabled } = row;
  const select = ComponentType.UserSelect;
  return { type, components: [{ type: select, custom_id, placeholder, disabled }] };
}

const styles = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

function buttonBody(button: Button): APIButtonComponent {
  const type = ComponentType.Button;
  const { label } = button;
  if (button.kind === 'link') return { type, style: ButtonStyle.Link, label, url: button.address };
  const { id: custom_id, disabled } = button;
  return { type, style: styles[button.style], label, custom_id, disabled };
}

export function modalBody(modal: Modal): APIModalInteractionResponseCallbackData {
  return {
    custom_id: modal.id,
    title: modal.title,
    components: modal.fields.map(({ id, label, long, required, chars_max, value }) => ({
      type: ComponentType.Label,
      label,
      component: {
        type: ComponentType.TextInput,
        custom_id: id,
        style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
        required,
        max_length: chars_max,
        ...(value !== undefined && { value }),
      },
    })),
  };
}

export function commandsBody(
  commands: readonly SlashCommand[],
): RESTPutAPIApplicationGuildCommandsJSONBody {
  return commands.map(({ name, description, options, subs }) => ({
    name,
    description,
    options: [
      ...subs.map((sub) => ({
        type: OptionType.Subcommand as const,
        name: sub.name,
        description: sub.description,
        options: sub.options.map(optionBody),
      })),
      ...options.map(optionBody),
    ],
  }));
}

function optionBody(option: SlashOption): APIApplicationCommandBasicOption {
  const { name, description, required, choices } = option;
  const type = OptionType.String;
  if (choices === 'suggested') return { type, name, description, required, autocomplete: true };
  if (choices.length === 0) return { type, name, description, required };
  return { type, name, description, required, choices: choicesBody(choices) };
}

/** Each choice is shown as it is sent. */
export function choicesBody(
  choices: readonly string[],
): Array<APIApplicationCommandOptionChoice<string>> {
  return choices.map((choice) => ({ name: choice, value: choice }));
}
