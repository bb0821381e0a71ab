import { cutText } from '../../protocol/cut.ts';
import type { PictureType } from '../../protocol/files.ts';
import { limits } from '../../protocol/limits.ts';
import { boundMarks, isBlank } from '../../protocol/visible.ts';

/** The longest end of a name that is kept when the name is cut. */
const end_chars_max = 12;
const unnamed = 'file';

/**
 * The name of a file as it is kept and shown: no path, nothing that cannot be seen or turns the order
 * of letters around (which would hide an end such as `.exe`), nothing that a file system refuses, and
 * no longer than its bound. It never names anything on this machine.
 */
export function cleanFileName(raw: string): string {
  const last = raw.toWellFormed().split(/[/\\]/u).at(-1)!;
  const plain = boundMarks(last)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, '')
    .replaceAll(/[<>:"|?*]/gu, '_')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/^\.+/u, '')
    .replace(/[. ]+$/u, '');
  if (plain === '' || isBlank(plain)) return unnamed;
  if (plain.length <= limits.file_name_chars_max) return plain;
  const [stem, end] = splitEnd(plain);
  return cutText(stem, limits.file_name_chars_max - end.length).trimEnd() + end;
}

const ends: Readonly<Record<PictureType, readonly [string, ...string[]]>> = {
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/webp': ['.webp'],
};

/** The name of a picture, ending as what it is: one that was named otherwise is saved as that. */
export function pictureName(name: string, type: PictureType): string {
  const [stem, end] = splitEnd(name);
  if (ends[type].includes(end.toLowerCase())) return name;
  const kept = cutText(stem, limits.file_name_chars_max - end_chars_max).trimEnd();
  return `${kept === '' ? unnamed : kept}${ends[type][0]}`;
}

function splitEnd(name: string): [stem: string, end: string] {
  const at = name.lastIndexOf('.');
  const end = at > 0 ? name.slice(at) : '';
  return end.length > end_chars_max ? [name, ''] : [name.slice(0, name.length - end.length), end];
}
