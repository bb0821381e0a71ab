import {
  type APIMessage,
  InteractionResponseType as Type,
  InteractionType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Asked } from '../asked.ts';
import { modalOf } from '../component-form.ts';
import { asForm, choice } from '../form.ts';
import type { File } from '../files.ts';
import { checkNotEmpty, type MessageForm, messageOf } from '../message-form.ts';
import { misfit, refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { choicesOf } from './commands.ts';
import { changeMessage, composed, edited, publish } from './compose.ts';
import { deleteMessage } from './messages.ts';
import type { Reached } from './reach.ts';

const answer_ms_max = 3_000;
const edit_ms_max = 900_000;

/** The first response to an interaction: once, within three seconds. */
export function answerFirst(
  world: World,
  id: string,
  token: string,
  value: unknown,
  files: readonly File[],
): void {
  const asked = world.interactions.get(token);
  if (asked?.id !== id) throw refusal('unknownInteraction');
  if (asked.answer) throw refusal('answeredBefore');
  if (world.clock.now() - asked.at > answer_ms_max) throw refusal('unknownInteraction');
  const form = asForm(value);
  const type = choice(form.type, 'type', allowedOf(asked));
  const data = form.data === undefined ? {} : asForm(form.data, 'data');
  const hidden = (Number(data.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  switch (type) {
    case Type.ChannelMessageWithSource: {
      const message = messageOf(data, files);
      checkNotEmpty(message);
      asked.answer = { kind: 'message', hidden, message: show(world, asked, message, hidden) };
      break;
    }
    case Type.DeferredChannelMessageWithSource:
      asked.answer = { kind: 'thinking', hidden, ...thinkingIn(world, asked, hidden) };
      break;
    case Type.DeferredMessageUpdate:
      asked.answer = { kind: 'silent' };
      break;
    case Type.UpdateMessage:
      asked.answer = { kind: 'silent' };
      editClicked(world, asked, messageOf(data, files));
      break;
    case Type.ApplicationCommandAutocompleteResult:
      asked.answer = { kind: 'suggestions', choices: choicesOf(data.choices, 'data.choices') };
      break;
    default:
      asked.answer = { kind: 'modal', modal: modalOf(data) };
  }
  world.changed();
}

/** A later edit of the first response, which replaces "thinking". */
export function editFirst(
  world: World,
  token: string,
  value: unknown,
  files: readonly File[],
): APIMessage {
  const asked = within(world, token);
  const form = messageOf(value, files);
  const { answer } = asked;
  if (answer === undefined || answer.kind === 'modal' || answer.kind === 'suggestions') {
    throw refusal('unknownWebhook');
  }
  if (answer.kind === 'removed') throw refusal('unknownMessage');
  if (answer.kind === 'silent') return editClicked(world, asked, form);
  if (answer.kind === 'thinking') checkNotEmpty(form);
  const place = placeOf(world, asked);
  const shown = answer.kind === 'message' ? answer.message.id : answer.message;
  const before =
    answer.kind === 'message' && answer.hidden
      ? answer.message
      : world.messagesOf(asked.payload.channel!.id).get(shown ?? '');
  if (!before && !answer.hidden) throw refusal('unknownMessage');
  const after = before
    ? { ...edited(world, place, before, form), flags: before.flags! & ~MessageFlags.Loading }
    : show(world, asked, form, true);
  if (!answer.hidden) changeMessage(world, place, after);
  asked.answer = { kind: 'message', hidden: answer.hidden, message: after };
  world.changed();
  return after;
}

/** Deletes the first response, including "thinking". */
export function deleteFirst(world: World, token: string): void {
  const asked = within(world, token);
  const { answer } = asked;
  if (answer?.kind !== 'thinking' && answer?.kind !== 'message') throw refusal('unknownMessage');
  const shown = answer.kind === 'message' ? answer.message.id : answer.message;
  if (!answer.hidden && shown !== undefined) {
    deleteMessage(world, world.bot.id, asked.payload.channel!.id, shown);
  }
  asked.answer = { kind: 'removed' };
  world.changed();
}

/** A further message. */
export function followUp(
  world: World,
  token: string,
  value: unknown,
  files: readonly File[],
): APIMessage {
  const asked = within(world, token);
  if (!asked.answer || asked.suggestions) throw refusal('unknownWebhook');
  const form = messageOf(value, files);
  checkNotEmpty(form);
  const message = show(world, asked, form, (form.flags & MessageFlags.Ephemeral) !== 0);
  asked.followUps.push(message);
  world.changed();
  return message;
}

export function readFirst(world: World, token: string): APIMessage {
  const { reads } = within(world, token);
  if (!reads) throw refusal('unknownMessage');
  return reads;
}

function within(world: World, token: string): Asked {
  const asked = world.interactions.get(token);
  if (!asked || world.clock.now() - asked.at > edit_ms_max) throw refusal('webhookToken');
  return asked;
}

function allowedOf(asked: Asked): Type[] {
  const common = [Type.ChannelMessageWithSource, Type.DeferredChannelMessageWithSource];
  switch (asked.payload.type) {
    case InteractionType.MessageComponent:
      return [...common, Type.DeferredMessageUpdate, Type.UpdateMessage, Type.Modal];
    case InteractionType.ModalSubmit:
      return [...common, Type.DeferredMessageUpdate];
    case InteractionType.ApplicationCommandAutocomplete:
      return [Type.ApplicationCommandAutocompleteResult];
    default:
      return [...common, Type.Modal];
  }
}

function show(world: World, asked: Asked, form: MessageForm, hidden: boolean): APIMessage {
  const place = placeOf(world, asked);
  if (!hidden) return publish(world, world.bot.id, place, form);
  const flags = form.flags | MessageFlags.Ephemeral;
  return { ...composed(world, world.bot.id, place, form), flags };
}

/** A public "thinking" is a message in the channel at once. */
function thinkingIn(world: World, asked: Asked, hidden: boolean): { message?: string } {
  if (hidden) return {};
  const form = { ...messageOf({}), flags: MessageFlags.Loading };
  return { message: publish(world, world.bot.id, placeOf(world, asked), form).id };
}

function editClicked(world: World, asked: Asked, form: MessageForm): APIMessage {
  const channel = asked.payload.channel!.id;
  const before = world.messagesOf(channel).get(asked.payload.message?.id ?? '');
  if (!before) throw refusal('unknownMessage');
  const place = placeOf(world, asked);
  const after = edited(world, place, before, form);
  changeMessage(world, place, after);
  return after;
}

function placeOf(world: World, asked: Asked): Reached {
  const id = asked.payload.channel!.id;
  const dm = world.dms.get(id);
  if (dm) return { kind: 'dm', dm };
  const found = world.findChannel(id);
  if (!found) throw misfit('channel_id', 'CHANNEL_GONE', 'The channel is not there any more');
  return { kind: 'guild', ...found, permissions: 0n };
}
