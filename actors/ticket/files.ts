import { cutWithEllipsis } from '../../protocol/cut.ts';
import { limits } from '../../protocol/limits.ts';
import { cleanText } from '../../protocol/text.ts';
import type { File } from '../../protocol/ticket.ts';
import type { Refusal } from '../../protocol/refusals.ts';

/** A file of a message as it is stored. Its bytes, and those of its small picture, go by their SHA-256. */
export interface KeptFile {
  /** Made by the server; unique in the ticket. */
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Its media type. */
  readonly type: string;
  readonly sha256: string;
  /** Of a picture, which was written anew by the server. */
  readonly picture?: { readonly width: number; readonly height: number; readonly thumb: string };
}

/** What a change has where there are files; nothing where there are none, as before there were any. */
export function withFiles(files: readonly KeptFile[] | undefined): { files?: readonly KeptFile[] } {
  return files === undefined || files.length === 0 ? {} : { files };
}

/** The text of a message, which may be blank where files go with it. */
export function textBeside(
  files: readonly KeptFile[] | undefined,
  raw: string,
  chars_max: number,
): string | Refusal {
  const text = cleanText(raw, chars_max);
  const isBlank = typeof text !== 'string' && text.code === 'text_blank';
  return isBlank && files !== undefined && files.length > 0 ? '' : text;
}

/** The files as an entry shows them. */
export function shownFiles(files: readonly KeptFile[] | undefined): { files?: File[] } {
  if (files === undefined) return {};
  return {
    files: files.map(({ id, name, bytes, type, picture }) => ({
      id,
      name,
      bytes,
      type,
      ...(picture && { picture: { width: picture.width, height: picture.height } }),
    })),
  };
}

/**
 * A message as it is shown where there are only words: below it a line for each file with its name,
 * and where they are, if that is told. No longer than a message may be.
 */
export function inWords(body: string, files: readonly File[] = [], address?: string): string {
  if (files.length === 0) return body;
  const lines = files.map(({ name }) => `[File: ${name}]`);
  if (address !== undefined) lines.push(address);
  const below = lines.join('\n');
  const room = Math.max(1, limits.body_chars_max - below.length - 1);
  return body === '' ? below : `${cutWithEllipsis(body, room)}\n${below}`;
}
