import { fstatSync } from 'node:fs';
import { decodeUtf8 } from '../platform/utf8.ts';

const password_bytes_max = 4_096;

/** Whether input is piped or redirected, rather than typed or missing. */
export function isPiped(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isFile() || input.isSocket();
  } catch {
    return false; // No standard input at all.
  }
}

/** The first line of standard input; `undefined` for invalid UTF-8. */
export async function readPassword(): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (chunk.includes(0x0a) || bytes > password_bytes_max) break;
  }
  return decodeUtf8(Buffer.concat(chunks))?.split(/\r?\n/u)[0];
}
