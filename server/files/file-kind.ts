import { extname } from 'node:path';
import type { FileKind } from '../../protocol/files.ts';

/** What a file is, by its first bytes and by what all of it holds. */
export interface FoundKind {
  readonly kind: FileKind;
  /** Its media type; it is told, and never used to serve it unless it is a picture. */
  readonly type: string;
}

/** How many bytes at the beginning are looked at. */
export const head_bytes = 4_096;

interface Magic {
  readonly at: number;
  readonly bytes: Buffer;
}

const magic = (text: string, at = 0): Magic => ({ at, bytes: Buffer.from(text, 'latin1') });

interface Signature extends FoundKind {
  /** All of them have to be there. */
  readonly marks: readonly Magic[];
}

/** The first that fits is it. */
const signatures: readonly Signature[] = [
  { kind: 'pictures', type: 'image/png', marks: [magic('\x89PNG\r\n\x1a\n')] },
  { kind: 'pictures', type: 'image/jpeg', marks: [magic('\xff\xd8\xff')] },
  { kind: 'pictures', type: 'image/gif', marks: [magic('GIF87a')] },
  { kind: 'pictures', type: 'image/gif', marks: [magic('GIF89a')] },
  { kind: 'pictures', type: 'image/webp', marks: [magic('RIFF'), magic('WEBP', 8)] },
  { kind: 'documents', type: 'application/pdf', marks: [magic('%PDF-')] },
  { kind: 'videos', type: 'video/mp4', marks: [magic('ftypisom', 4)] },
  { kind: 'videos', type: 'video/mp4', marks: [magic('ftypmp4', 4)] },
  { kind: 'videos', type: 'video/mp4', marks: [magic('ftypiso', 4)] },
  { kind: 'videos', type: 'video/mp4', marks: [magic('ftypavc1', 4)] },
  { kind: 'videos', type: 'video/mp4', marks: [magic('ftypM4V', 4)] },
  { kind: 'videos', type: 'video/quicktime', marks: [magic('ftypqt', 4)] },
  { kind: 'videos', type: 'video/webm', marks: [magic('\x1a\x45\xdf\xa3')] },
  { kind: 'archives', type: 'application/zip', marks: [magic('PK\x03\x04')] },
  { kind: 'archives', type: 'application/zip', marks: [magic('PK\x05\x06')] },
  { kind: 'archives', type: 'application/gzip', marks: [magic('\x1f\x8b')] },
  { kind: 'archives', type: 'application/x-7z-compressed', marks: [magic('7z\xbc\xaf\x27\x1c')] },
  { kind: 'archives', type: 'application/vnd.rar', marks: [magic('Rar!\x1a\x07')] },
];

/**
 * Texts by the end of their name. Pages, scripts of a system and pictures that are programs, such as
 * SVG, are not among them: nobody should open one that a stranger sent.
 */
const textTypes: Readonly<Record<string, string>> = {
  '': 'text/plain',
  '.txt': 'text/plain',
  '.log': 'text/plain',
  '.md': 'text/plain',
  '.ini': 'text/plain',
  '.cfg': 'text/plain',
  '.conf': 'text/plain',
  '.yml': 'text/plain',
  '.yaml': 'text/plain',
  '.toml': 'text/plain',
  '.lua': 'text/plain',
  '.csv': 'text/csv',
  '.json': 'application/json',
};

/** @param isText whether all of it is text */
export function kindOf(head: Uint8Array, name: string, isText: boolean): FoundKind {
  const found = signatures.find(({ marks }) => marks.every((one) => stands(head, one)));
  if (found !== undefined) return { kind: found.kind, type: found.type };
  const type = textTypes[extname(name).toLowerCase()];
  if (isText && type !== undefined) return { kind: 'texts', type };
  return { kind: 'others', type: 'application/octet-stream' };
}

function stands(head: Uint8Array, { at, bytes }: Magic): boolean {
  return head.length >= at + bytes.length && bytes.equals(head.subarray(at, at + bytes.length));
}
