import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** Pictures and other files that tests send. */

/** One colour, with a place and a camera in it. */
export async function photo(width = 60, height = 40): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r: 200, g: 40, b: 40 } } })
    .withExif({ IFD0: { Make: 'SECRETCAM' }, IFD3: { GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
}

export function png(width = 60, height = 40): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r: 20, g: 40, b: 200 } } })
    .png()
    .toBuffer();
}

/** A PNG that says that it has so many pixels, and holds none of them. */
export async function pixelBomb(side: number): Promise<Buffer> {
  const small = await png(1, 1);
  const ihdr = Buffer.from(small.subarray(12, 29));
  ihdr.writeUInt32BE(side, 4);
  ihdr.writeUInt32BE(side, 8);
  const bomb = Buffer.from(small);
  ihdr.copy(bomb, 12);
  bomb.writeUInt32BE(crc32(ihdr), 29);
  return bomb;
}
