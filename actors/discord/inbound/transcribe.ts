import type { Attachment, MessageSeen } from '../port.ts';

/** What people have on Discord, in words that hold elsewhere. */
export interface Wording {
  /** What a user is called, where that is known. */
  userName(user: string): string | undefined;
  fileAddress(channel: string, message: string, attachment: string): string | undefined;
}

/** A message of a member as the text of an entry; blank where there is nothing in it. */
export function transcribe(
  { id, channel, content, others, attachments }: MessageSeen,
  wording: Wording,
): string {
  const lines = [
    plainText(content, wording),
    othersText(others),
    ...attachments.map((one) => fileText(one, wording.fileAddress(channel, id, one.id))),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Emoji, mentions, commands and times in words; everything else stays as it was written. */
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

function othersText(others: number): string {
  if (others === 0) return '';
  return others === 1
    ? '(a sticker, poll or forwarded message: see Discord)'
    : `(${others} stickers, polls or forwarded messages: see Discord)`;
}

function fileText({ name, bytes }: Attachment, address: string | undefined): string {
  return `${name} (${sizeText(bytes)}): ${address ?? 'see Discord'}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1_000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
