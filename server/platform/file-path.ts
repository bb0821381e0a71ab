import { createHmac, timingSafeEqual } from 'node:crypto';

export interface FileSigning {
  /** Kept for as long as the data. */
  readonly secret: string;
}

/** Of a signature of 128 bits. */
const signature_bytes = 16;

/** The path of a file. Whoever has it may read the file; it cannot be guessed. */
export function filePath(
  { secret }: FileSigning,
  channel: string,
  message: string,
  attachment: string,
): string {
  const place = `${channel}/${message}/${attachment}`;
  return `/files/discord/${place}/${signatureOf(secret, place).toString('base64url')}`;
}

/** `place`: `CHANNEL/MESSAGE/ATTACHMENT`; `signature`: what stood behind it in the path. */
export function isSigned(secret: string, place: string, signature: string): boolean {
  const given = Buffer.from(signature, 'base64url');
  return given.length === signature_bytes && timingSafeEqual(given, signatureOf(secret, place));
}

function signatureOf(secret: string, place: string): Buffer {
  return createHmac('sha256', secret).update(place).digest().subarray(0, signature_bytes);
}
