import { fstatSync } from 'node:fs';

const password_bytes_max = 4_096;

/** Whether somebody pipes or redirects something in, rather than types or gives nothing. */
export function isPiped(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isFile() || input.isSocket();
  } catch {
    return false; // No standard input at all.
  }
}

/** The first line of standard input. */
export async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (chunk.includes(0x0a) || bytes > password_bytes_max) break;
  }
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/u)[0]!;
}
