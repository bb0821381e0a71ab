import { extname } from 'node:path';
import type { File } from '../../protocol/ticket.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Blobs, OpenBlob } from '../files/blobs.ts';
import { cleanFileName } from '../files/file-name.ts';
import { filesOf } from '../storage/rows/file-rows.ts';
import { NoLonger } from './transcript.ts';
import type { ArchiveFile } from './zip.ts';

/** Where a file of an entry is in the archive. `missing`: its bytes are not on the disk as they were. */
export type Place = { readonly path: string } | 'missing';

/** Undefined where files are only told of, since nothing stands beside the page. */
export type PlaceOf = ((file: File) => Place) | undefined;

export interface AttachedWish {
  readonly blobs: Pick<Blobs, 'open'>;
  /** Entries whose files are wanted. */
  readonly events: AsyncIterable<readonly TicketEvent[]>;
  /** Of the archive: they go below it. */
  readonly folder: string;
  /** Filled with where each of them is, by its id. */
  readonly places: Map<string, Place>;
  stillMay(): boolean;
}

const chunk_bytes = 64 * 1024;
/** File systems take names of 255 bytes. */
const name_bytes_max = 200;

/**
 * The files of these entries, a piece at a time from the disk. One whose bytes are gone, or are not
 * as many as they were, is told as missing: the rest of what somebody asked for does not wait for it.
 */
export async function* attachedFiles(wish: AttachedWish): AsyncGenerator<ArchiveFile> {
  const { blobs, folder, places } = wish;
  for await (const events of wish.events) {
    for (const { id, name, bytes, sha256 } of events.flatMap(filesOf)) {
      const blob = await blobs.open(sha256);
      if (blob?.bytes !== bytes) {
        await blob?.handle.close();
        places.set(id, 'missing');
        continue;
      }
      // Here and not where they are read, since nobody may begin with that.
      try {
        const path = `${folder}/${places.size + 1}-${archivedName(name)}`;
        places.set(id, { path });
        yield { name: path, parts: piecesOf(blob, wish), isPacked: true };
      } finally {
        await blob.handle.close();
      }
    }
  }
}

async function* piecesOf(
  { handle, bytes }: OpenBlob,
  { stillMay }: AttachedWish,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes;) {
    const chunk = new Uint8Array(Math.min(chunk_bytes, bytes - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (!stillMay()) throw new NoLonger();
    if (bytesRead === 0) throw new Error('a file became shorter while it was read');
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** Cleaned again, since what is stored may have come by another way than an upload. */
function archivedName(name: string): string {
  const clean = cleanFileName(name);
  return Buffer.byteLength(clean) <= name_bytes_max ? clean : `file${extname(clean).slice(0, 12)}`;
}
