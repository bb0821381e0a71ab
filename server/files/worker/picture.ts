import { open } from 'node:fs/promises';
import type { default as SharpLibrary, Sharp as SharpPicture } from 'sharp';
import type { PictureType } from '../../../protocol/files.ts';
import { ranges } from '../../../protocol/limits.ts';
import { fileLimits } from '../file-limits.ts';

export interface Pictured {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
}

type Sharp = typeof SharpLibrary;

/** The library that reads pictures, with all of its readers off but for those of four forms. */
export async function loadSharp(address: string): Promise<Sharp | undefined> {
  try {
    const { default: sharp } = (await import(address)) as { default: Sharp };
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    const names = ['Png', 'Jpeg', 'Webp', 'Nsgif'].map((form) => `VipsForeignLoad${form}File`);
    sharp.unblock({ operation: names });
    return sharp;
  } catch {
    return undefined;
  }
}

/**
 * Decodes a picture and writes it anew, upright and without anything but its pixels: no place, no
 * camera, nothing behind its end. Of one that moves the first frame is kept, since its others would
 * have no bound. Throws where it cannot be read.
 */
export async function rewrite(
  sharp: Sharp,
  from: string,
  type: string,
  to: { readonly picture: string; readonly thumb: string },
): Promise<Pictured> {
  const source = await readable(from);
  const picture = sharp(source, {
    limitInputPixels: fileLimits.pixels_max,
    failOn: 'error',
    sequentialRead: true,
    pages: 1,
  })
    .autoOrient()
    .toColourspace('srgb');
  const form = formOf(type);
  const { width, height } = await encoded(picture.clone(), form).toFile(to.picture);
  if (Math.max(width, height) > ranges.picture_side_max) throw new Error('too long');
  await sharp(to.picture, { limitInputPixels: fileLimits.pixels_max })
    .resize(fileLimits.thumb_width_max, fileLimits.thumb_height_max, {
      fit: 'inside',
      withoutEnlargement: true,
    })
    .webp({ quality: 78 })
    .toFile(to.thumb);
  return { type: form, width, height };
}

/** The path, once the file could be opened: a fault of the disk is no fault of the picture. */
async function readable(path: string): Promise<string> {
  await (await open(path, 'r')).close();
  return path;
}

function formOf(type: string): PictureType {
  switch (type) {
    case 'image/jpeg':
    case 'image/webp':
      return type;
    default:
      return 'image/png';
  }
}

function encoded(picture: SharpPicture, form: PictureType): SharpPicture {
  switch (form) {
    case 'image/jpeg':
      return picture.jpeg({ quality: 88 });
    case 'image/webp':
      return picture.webp({ quality: 88 });
    case 'image/png':
      return picture.png({ compressionLevel: 6 });
  }
}
