import { createReadStream } from 'node:fs';
import { decodeUtf8 } from '../../platform/utf8.ts';
import { importLimits } from '../import-limits.ts';

/** A line of a file, from 1; without text if it is too long, or no UTF-8. */
export interface FileLine {
  readonly number: number;
  readonly text: string | undefined;
}

export const unreadable = `it is no UTF-8, or longer than ${importLimits.line_bytes_max / 1024 / 1024} MiB`;

const newline = 10;

/** The lines of a file, as they are read: never more than one of them is in memory. `onBytes`: read so far. */
export async function* linesOf(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<FileLine> {
  let number = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  let read = 0;
  const line = (): FileLine => {
    number += 1;
    const whole = bytes > importLimits.line_bytes_max ? undefined : Buffer.concat(parts);
    parts = [];
    bytes = 0;
    const text = whole && decodeUtf8(whole)?.replace(/\r$/u, '');
    return { number, text: number === 1 ? text?.replace(/^\uFEFF/u, '') : text };
  };
  const add = (part: Buffer): void => {
    bytes += part.length;
    // What is too long is left out, up to its end.
    if (bytes > importLimits.line_bytes_max) parts = [];
    else parts.push(part);
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      yield line();
    }
    if (from < chunk.length) add(chunk.subarray(from));
    read += chunk.length;
    onBytes(read);
  }
  if (bytes > 0) yield line();
}
