import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive, written as it is taken. */
export interface ArchiveFile {
  readonly name: string;
  readonly parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  /** Its bytes are packed already, such as those of a picture: packing them again only takes time. */
  readonly isPacked?: boolean;
}

export const zip_type = 'application/zip';

/** A file up to so many bytes is packed as a whole, which takes a fraction of the time of a stream. */
const whole_bytes_max = 64 * 1024;
/** Whole files that may wait to be packed: the next one is a stream, which begins after them. */
const whole_files_max = 64;

/**
 * A zip archive of these files, one after the other. Nothing is made that is not read: a slow reader
 * holds up the files, and one who goes away ends them.
 */
export function zipOf(files: AsyncIterable<ArchiveFile>, made: Date): ReadableStream<Uint8Array> {
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.on('error', (error: Error) => output.destroy(error));
  zip.outputStream.pipe(output);
  write(files, zip, output, made).catch((error: unknown) => output.destroy(error as Error));
  return Readable.toWeb(output) as ReadableStream<Uint8Array>;
}

async function write(
  files: AsyncIterable<ArchiveFile>,
  zip: ZipFile,
  output: PassThrough,
  mtime: Date,
): Promise<void> {
  const gone = new AbortController();
  output.once('close', () => gone.abort());
  const { signal } = gone;
  let whole = 0;
  for await (const { name, parts, isPacked } of files) {
    if (signal.aborted) return;
    // For both, since what is written to one is passed on to the other.
    while (output.writableNeedDrain) await once(output, 'drain', { signal });
    const options = { mtime, compress: isPacked !== true };
    const rest = piecesOf(parts);
    const { done, value: first = Buffer.alloc(0) } = await rest.next();
    const isWhole = done === true || first.length < whole_bytes_max;
    if (isWhole && whole < whole_files_max) {
      zip.addBuffer(first, name, options);
      whole += 1;
      continue;
    }
    whole = 0;
    await new Promise<void>((ended, failed) => {
      const stop = (): void => ended();
      signal.addEventListener('abort', stop);
      zip.addReadStreamLazy(name, options, (begin) => {
        const stream = Readable.from(following(first, rest), { objectMode: false });
        stream.once('error', failed).once('close', () => {
          signal.removeEventListener('abort', stop);
          ended();
        });
        begin(null, stream);
      });
    });
  }
  zip.end();
}

/** In pieces of at least that size, but for the last one. */
async function* piecesOf(parts: ArchiveFile['parts']): AsyncGenerator<Buffer, undefined> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    const piece = typeof part === 'string' ? Buffer.from(part) : part;
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < whole_bytes_max) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function* following(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
