import {
  type APIAllowedMentions,
  type APIEmbed,
  type APIMessageTopLevelComponent,
} from 'discord-api-types/v10';
import { componentsOf } from './component-form.ts';
import { asForm, type Form, lengthOf, list, optionalText, text } from './form.ts';
import { allowedMentions } from './pings.ts';
import { misfit, refusal } from './refusal.ts';

const content_chars_max = 2_000;
const embed_chars_max = 6_000;

/** A file that came with a message. */
export interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

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
  readonly files: readonly File[];
}

/** A message as it is sent, checked. Fields that are not there are not in it, for edits. */
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
    ...(typeof reference.message_id === 'string' && { replyTo: reference.message_id }),
    replyMayFail: reference.fail_if_not_exists === false,
    files,
  };
}

/** What may be sent: something, at least. */
export function checkNotEmpty(form: MessageForm): void {
  const content = form.content?.trim() ?? '';
  const empty = content === '' && !form.embeds?.length && !form.files.length;
  if (empty && !form.components?.length) throw refusal('emptyMessage');
}

function nonceOf(form: Form): { nonce?: string } {
  const { nonce } = form;
  if (nonce === undefined || nonce === null) return {};
  if (typeof nonce === 'number' && Number.isInteger(nonce)) return { nonce: String(nonce) };
  if (typeof nonce === 'string' && nonce.length <= 25) return { nonce };
  throw misfit('nonce', 'NONCE_TYPE_TOO_LONG', 'Nonce must be less than 25 characters long.');
}

function embedsOf(value: unknown): APIEmbed[] {
  let sum = 0;
  const counted = (told: unknown, path: string, max: number): void => {
    sum += lengthOf(optionalText(told, path, 0, max) ?? '');
  };
  const embeds = list(value, 'embeds', 10).map((one, i) => {
    const path = `embeds.${i}`;
    const embed = asForm(one, path);
    counted(embed.title, `${path}.title`, 256);
    counted(embed.description, `${path}.description`, 4_096);
    const footer = part(embed.footer, `${path}.footer`);
    counted(footer.text, `${path}.footer.text`, 2_048);
    const author = part(embed.author, `${path}.author`);
    counted(author.name, `${path}.author.name`, 256);
    for (const [j, field] of list(embed.fields, `${path}.fields`, 25).entries()) {
      const at = `${path}.fields.${j}`;
      const { name, value: shown } = asForm(field, at);
      sum += lengthOf(text(name, `${at}.name`, 1, 256));
      sum += lengthOf(text(shown, `${at}.value`, 1, 1_024));
    }
    checkColor(embed.color, `${path}.color`);
    checkTime(embed.timestamp, `${path}.timestamp`);
    return { type: 'rich', ...embed } as unknown as APIEmbed;
  });
  if (sum > embed_chars_max) {
    throw misfit(
      'embeds',
      'MAX_EMBED_SIZE_EXCEEDED',
      `Embed size exceeds maximum size of ${embed_chars_max}`,
    );
  }
  return embeds;
}

function part(value: unknown, path: string): Form {
  return value === undefined || value === null ? {} : asForm(value, path);
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
