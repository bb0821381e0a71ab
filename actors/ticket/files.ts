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
