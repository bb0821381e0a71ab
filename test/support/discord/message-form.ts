import {
  type APIAllowedMentions,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  type APIPoll,
  type APIStickerItem,
  EmbedType,
  MessageReferenceType,
  PollLayoutType,
  StickerFormatType,
} from 'discord-api-types/v10';
import { componentsOf } from './component-form.ts';
import type { File } from './files.ts';
import { asForm, type Form, lengthOf, list, optionalText, text } from './form.ts';
import { allowedMentions } from './pings.ts';
import { misfit, refusal } from './refusal.ts';

const content_chars_max = 2_000;
const embed_chars_max = 6_000;

export interface MessageForm {
  readonly content?: string;
  readonly embeds?: APIEmbed[];
  readonly components?: APIMessageTopLevelComponent[];
  readonly allowed: APIAllowedMentions;
  readonly flags: number;
  readonly nonce?: string;
  readonly enforceNonce: boolean;
  readonly replyTo?: string;
  readonly replyMayFail: boolean;
  /** A message to forward, with its channel. */
  readonly forwarded?: { readonly channel: string; readonly message: string };
  readonly poll?: APIPoll;
  readonly files: readonly File[];
  readonly stickers: readonly APIStickerItem[];
}

/** Checks a message that is sent or edited. Missing fields stay missing, for edits. */
export function messageOf(value: unknown, files: readonly File[] = []): MessageForm {
  const form = asForm(value);
  const reference = form.message_reference === undefined ? {} : asForm(form.message_reference);
  const content =
    'content' in form
      ? (optionalText(form.content, 'content', 0, content_chars_max) ?? '')
      : undefined;
  return {
    ...(content !== undefined && { content }),
    ...('embeds' in form && { embeds: embedsOf(form.embeds) }),
    ...('components' in form && { components: componentsOf(form.components) }),
    allowed: allowedMentions(form.allowed_mentions),
    flags: Number(form.flags ?? 0),
    ...nonceOf(form),
    enforceNonce: form.enforce_nonce === true,
    ...referenceOf(reference),
    ...(form.poll !== undefined && { poll: pollOf(asForm(form.poll, 'poll')) }),
    replyMayFail: reference.fail_if_not_exists === false,
    files,
    stickers: stickersOf(form.sticker_ids),
  };
}

function referenceOf({ type, channel_id, message_id }: Form): Partial<MessageForm> {
  if (typeof message_id !== 'string') return {};
  if (type !== MessageReferenceType.Forward) return { replyTo: message_id };
  return {
    forwarded: { channel: text(channel_id, 'message_reference', 17, 19), message: message_id },
  };
}

function pollOf(form: Form): APIPoll {
  const question = asForm(form.question, 'poll.question');
  const answers = list(form.answers, 'poll.answers', 10, 1).map((one, i) => {
    const path = `poll.answers.${i}.poll_media`;
    const media = asForm(asForm(one).poll_media, path);
    return { answer_id: i + 1, poll_media: { text: text(media.text, `${path}.text`, 1, 55) } };
  });
  return {
    question: { text: text(question.text, 'poll.question.text', 1, 300) },
    answers,
    expiry: null,
    allow_multiselect: form.allow_multiselect === true,
    layout_type: PollLayoutType.Default,
  };
}

/** Of whatever id: there are those of Discord's own, too. */
function stickersOf(value: unknown): APIStickerItem[] {
  return list(value, 'sticker_ids', 3).map((id) => ({
    id: text(id, 'sticker_ids', 17, 19),
    name: 'wave',
    format_type: StickerFormatType.PNG,
  }));
}

/** Refuses an empty message. */
export function checkNotEmpty(form: MessageForm): void {
  const isSeen =
    form.embeds?.some((embed) => !isEmpty(embed)) ||
    form.files.length > 0 ||
    form.stickers.length > 0 ||
    form.poll !== undefined ||
    form.forwarded !== undefined;
  if (!form.content && !isSeen && !form.components?.length) throw refusal('emptyMessage');
}

function nonceOf(form: Form): { nonce?: string } {
  const { nonce } = form;
  if (nonce === undefined || nonce === null) return {};
  if (typeof nonce === 'number' && Number.isInteger(nonce)) return { nonce: String(nonce) };
  if (typeof nonce === 'string' && nonce.length <= 25) return { nonce };
  throw misfit('nonce', 'NONCE_TYPE_TOO_LONG', 'Nonce must be less than 25 characters long.');
}

function embedsOf(value: unknown): APIEmbed[] {
  const embeds = list(value, 'embeds', 10).map((one, i) => embedOf(asForm(one), `embeds.${i}`));
  if (embeds.reduce((sum, embed) => sum + charsOf(embed), 0) > embed_chars_max) {
    throw misfit(
      'embeds',
      'MAX_EMBED_SIZE_EXCEEDED',
      `Embed size exceeds maximum size of ${embed_chars_max}`,
    );
  }
  return embeds;
}

/** An embed as it is stored: with trimmed texts, and without blank ones. */
function embedOf(form: Form, path: string): APIEmbed {
  const title = optionalText(form.title, `${path}.title`, 0, 256);
  const description = optionalText(form.description, `${path}.description`, 0, 4_096);
  const footer = part(form.footer, `${path}.footer`);
  const author = part(form.author, `${path}.author`);
  const fields = list(form.fields, `${path}.fields`, 25).map((one, i) => {
    const at = `${path}.fields.${i}`;
    const field = asForm(one, at);
    return {
      name: text(field.name, `${at}.name`, 1, 256),
      value: text(field.value, `${at}.value`, 1, 1_024),
      inline: field.inline === true,
    };
  });
  checkColor(form.color, `${path}.color`);
  checkTime(form.timestamp, `${path}.timestamp`);
  return {
    ...form,
    type: EmbedType.Rich,
    ...(footer && {
      footer: { ...footer, text: text(footer.text, `${path}.footer.text`, 1, 2_048) },
    }),
    ...(author && {
      author: { ...author, name: text(author.name, `${path}.author.name`, 1, 256) },
    }),
    ...('title' in form && { title }),
    ...('description' in form && { description }),
    ...(fields.length > 0 && { fields }),
  };
}

function charsOf({ title, description, footer, author, fields }: APIEmbed): number {
  const texts = [title, description, footer?.text, author?.name];
  for (const { name, value } of fields ?? []) texts.push(name, value);
  return texts.reduce((sum, one) => sum + lengthOf(one ?? ''), 0);
}

/** Whether it has no visible part. */
function isEmpty({ title, description, footer, author, fields, image }: APIEmbed): boolean {
  return !title && !description && !footer && !author && !fields?.length && !image;
}

function part(value: unknown, path: string): Form | undefined {
  return value === undefined || value === null ? undefined : asForm(value, path);
}

function checkColor(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'number' && value >= 0 && value <= 0xff_ff_ff) return;
  throw misfit(path, 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 16777215.');
}

function checkTime(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'string' && Number.isFinite(Date.parse(value))) return;
  throw misfit(path, 'DATE_TIME_TYPE_PARSE', 'Could not parse. Should be ISO8601.');
}
