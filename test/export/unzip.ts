import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type Options, type ZipFile } from 'yauzl';

/** The files of an archive, by name, each held against its checksum. */
export async function unzipped(bytes: Uint8Array): Promise<Map<string, string>> {
  const open = promisify<Buffer, Options, ZipFile>(fromBuffer);
  const zip = await open(Buffer.from(bytes), { lazyEntries: true, autoClose: false });
  const read = promisify<Entry, NodeJS.ReadableStream>((entry, done) => {
    zip.openReadStream(entry, done);
  });
  const files = new Map<string, string>();
  for (;;) {
    const entry = await new Promise<Entry | undefined>((found, failed) => {
      zip.removeAllListeners();
      zip
        .once('entry', found)
        .once('end', () => found(undefined))
        .once('error', failed);
      zip.readEntry();
    });
    if (entry === undefined) return files;
    files.set(entry.fileName, (await buffer(await read(entry))).toString());
  }
}
