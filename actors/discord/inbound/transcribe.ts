import { cutWithEllipsis } from '../../../protocol/cut.ts';
import type { Attachment, ForwardedSeen, MessageSeen, PollSeen } from '../port/shapes.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { FileFates } from './parts.ts';

/** How to put what only Discord shows into words. */
export interface Wording {
  /** Name of a user, if it is known. */
  userName(user: string): string | undefined;
  fileAddress(channel: string, message: string, attachment: string): string | undefined;
  /** What became of each file. One that is kept is beside the text, and not in it. */
  readonly files: FileFates;
}

/** The text of an entry for a message. */
export interface Transcript {
  /** The message itself. */
  readonly own: string;
  /** The message after a short quote of what it replies to. */
  readonly whole: string;
}

export function transcribe(message: MessageSeen, wording: Wording): Transcript {
  const { id, channel, poll, forwarded, attachments } = message;
  const content = contentText(message, (file) => wording.fileAddress(channel, id, file), wording);
  const copies = forwarded.map((one) => {
    const said = contentText(one, (file) => wording.fileAddress(channel, id, file), wording);
    if (said !== '') return `(forwarded) ${said}`;
    const kept = one.attachments.filter((file) => isKept(file, wording)).map(({ name }) => name);
    return `(forwarded) ${kept.length > 0 ? kept.join(', ') : nothing_shown}`;
  });
  const said = joined([content, poll === null ? '' : pollText(poll), ...copies]);
  const hasFiles = attachments.some((file) => isKept(file, wording));
  const own = said === '' && !hasFiles ? nothing_shown : said;
  const answers = answersText(message, wording);
  return { own, whole: joined([answers, own]) };
}

/** For kinds of content that are not known here, such as an invitation to a game. */
const nothing_shown = '(something that only Discord shows)';

function contentText(
  { content, stickers, attachments }: ForwardedSeen,
  addressOf: (attachment: string) => string | undefined,
  wording: Wording,
): string {
  return joined([
    plainText(content, wording),
    ...stickers.map((name) => `(sticker: ${name})`),
    ...attachments
      .filter((one) => !isKept(one, wording))
      .map((one) => fileText(one, addressOf(one.id), wording.files[one.id] ?? '')),
  ]);
}

/** Without its author: support may have other names elsewhere. */
function answersText({ replyTo }: MessageSeen, wording: Wording): string {
  if (replyTo === null) return '';
  const said = plainText(replyTo.said ?? '', wording).replaceAll(/\s+/gu, ' ');
  if (said === '') return '(in answer to another message)';
  return `(in answer to: ${cutWithEllipsis(said, inboundLimits.answered_chars_max)})`;
}

function pollText({ question, answers }: PollSeen): string {
  return [`(poll) ${question}`, ...answers.map((answer) => `- ${answer}`)].join('\n');
}

/** Puts emoji, mentions, commands and times into words. */
function plainText(content: string, { userName }: Wording): string {
  return content
    .replaceAll(/<a?:(\w{2,32}):\d{17,20}>/gu, ':$1:')
    .replaceAll(/<@!?(\d{17,20})>/gu, (_, user: string) => `@${userName(user) ?? 'somebody'}`)
    .replaceAll(/<@&\d{17,20}>/gu, '@role')
    .replaceAll(/<#\d{17,20}>/gu, '#channel')
    .replaceAll(/<\/([^:<>]{1,100}):\d{17,20}>/gu, '/$1')
    .replaceAll(/<t:(-?\d{1,12})(?::[a-zA-Z])?>/gu, (whole, seconds: string) =>
      timeText(Number(seconds), whole),
    )
    .trim();
}

function timeText(seconds: number, otherwise: string): string {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime())
    ? otherwise
    : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function isKept({ id }: Attachment, { files }: Wording): boolean {
  return files[id] === null;
}

/** @param whyNot why it is not kept here; empty where nothing is to be told */
function fileText(
  { name, bytes }: Attachment,
  address: string | undefined,
  whyNot: string,
): string {
  const link = `${name} (${sizeText(bytes)}): ${address ?? 'see Discord'}`;
  return whyNot === '' ? link : `${link} (not kept: ${whyNot})`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1_000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function joined(lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('\n');
}
