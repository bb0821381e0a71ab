import { configure, ZipWriter } from '@zip.js/zip.js';

/** The files of an archive, each written as it is taken. */
export interface ArchiveFile {
  readonly name: string;
  readonly parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** How many bytes wait for whoever reads the archive. */
const waiting_bytes_max = 256 * 1024;
/** Small parts are gathered, since each one that is packed costs a round of its own. */
const part_bytes_min = 32 * 1024;

// Its own workers would be threads for a few kilobytes each.
configure({ useWebWorkers: false });

/**
 * A zip archive of these files, one after the other. Nothing is made that is not read: a slow reader
 * holds up the files, and one who goes away ends them.
 */
export function zipOf(files: AsyncIterable<ArchiveFile>, made: Date): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    undefined,
    new ByteLengthQueuingStrategy({ highWaterMark: waiting_bytes_max }),
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  // What fails on the way is told to the reader by the stream itself.
  void write(files, writable, made).catch((error: unknown) =>
    writable.abort(error).catch(() => {}),
  );
  return readable;
}

async function write(
  files: AsyncIterable<ArchiveFile>,
  writable: WritableStream<Uint8Array>,
  lastModDate: Date,
): Promise<void> {
  const zip = new ZipWriter(writable, {
    lastModDate,
    extendedTimestamp: true,
    bufferedWrite: false,
  });
  for await (const { name, parts } of files) {
    await zip.add(name, ReadableStream.from(gathered(parts)));
  }
  await zip.close();
}

async function* gathered(parts: ArchiveFile['parts']): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    const piece = typeof part === 'string' ? Buffer.from(part) : part;
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < part_bytes_min) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

export const zip_type = 'application/zip';
