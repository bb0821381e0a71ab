import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { copyFileTo, type CopyTerms } from './write-file.ts';
import { syncFolder } from './sync-folder.ts';

/** In the data folder and in backups: files of messages, as `files/ab/SHA-256`. */
export const blobs_folder = 'files';

/** Copied at once. Two leave threads of the pool to the log, also where the disk of the copy hangs. */
const copies_max = 2;
/** Damaged files that are named; the others are counted. */
const named_max = 10;

const shelf_name = /^[0-9a-f]{2}$/u;
const blob_name = /^[0-9a-f]{64}$/u;

export interface BlobCopies {
  readonly bytes: number;
  /** Not copied, since they are not what their names say: how many, and some of them. */
  readonly damaged: { readonly count: number; readonly names: readonly string[] };
}

/** How many bytes the files are in all. `onLooked` is called while it is counted. */
export async function blobBytes(data: string, onLooked: () => void): Promise<number> {
  let sum = 0;
  for (const shelf of await shelvesIn(data)) {
    for (const name of await blobsOn(data, shelf)) sum += (await sizeOf(data, shelf, name)) ?? 0;
    onLooked();
  }
  return sum;
}

interface BlobTerms extends CopyTerms {
  /** A backup whose files may be shared: they never change. */
  readonly previous?: string | undefined;
  /** Called with the lines of each folder of them, as `sha256sum` reads them. */
  onLines(lines: string): Promise<void>;
}

/**
 * Copies all files of messages into a backup, each verified by its name. What is written meanwhile
 * may be among them; one that goes meanwhile belongs to nothing any more.
 *
 * A file that a former daily backup has is linked, not read again: it was verified when it was copied
 * there, and a restore verifies each.
 */
export async function copyBlobs(data: string, to: string, terms: BlobTerms): Promise<BlobCopies> {
  const damaged: string[] = [];
  let bytes = 0;
  let damagedCount = 0;
  let fault: { readonly error: unknown } | undefined;
  for (const shelf of await shelvesIn(data)) {
    const names = await blobsOn(data, shelf);
    if (names.length === 0) continue;
    await mkdir(join(to, blobs_folder, shelf), { recursive: true, mode: 0o700 });
    const next = names.values();
    let lines = '';
    const copyNext = async (): Promise<void> => {
      for (const name of next) {
        if (fault !== undefined) return;
        const copied = await copyBlob({ data, to, shelf, name }, terms);
        if (copied === 'gone') continue;
        if (copied === 'damaged') {
          damagedCount += 1;
          if (damaged.length < named_max) damaged.push(name);
          continue;
        }
        bytes += copied;
        lines += `${name}  ${blobs_folder}/${shelf}/${name}\n`;
      }
    };
    const copying = Array.from({ length: copies_max }, () =>
      copyNext().catch((error: unknown) => void (fault = { error })),
    );
    // None may write any more when what was made is removed.
    await Promise.all(copying);
    if (fault !== undefined) throw fault.error;
    await syncFolder(join(to, blobs_folder, shelf));
    await syncFolder(join(to, blobs_folder));
    await terms.onLines(lines);
  }
  return { bytes, damaged: { count: damagedCount, names: damaged } };
}

interface Blob {
  readonly data: string;
  readonly to: string;
  readonly shelf: string;
  readonly name: string;
}

/** Its length, once it is on the disk. */
async function copyBlob(
  { data, to, shelf, name }: Blob,
  terms: BlobTerms,
): Promise<number | 'gone' | 'damaged'> {
  terms.signal.throwIfAborted();
  const size = await sizeOf(data, shelf, name);
  if (size === undefined) return 'gone';
  const target = join(to, blobs_folder, shelf, name);
  const { previous } = terms;
  if (previous !== undefined && (await sizeOf(previous, shelf, name)) === size) {
    const isLinked = await link(join(previous, blobs_folder, shelf, name), target).then(
      () => true,
      () => false,
    );
    if (isLinked) {
      terms.onCopied(size);
      return size;
    }
  }
  const from = await open(join(data, blobs_folder, shelf, name), 'r').catch(unlessMissing);
  if (from === undefined) return 'gone';
  try {
    const { bytes, sha256 } = await copyFileTo(from, target, terms);
    if (sha256 === name) return bytes;
    await rm(target);
    return 'damaged';
  } finally {
    await from.close();
  }
}

async function shelvesIn(data: string): Promise<string[]> {
  const names = (await readdir(join(data, blobs_folder)).catch(unlessMissing)) ?? [];
  return names.filter((name) => shelf_name.test(name)).toSorted();
}

/** What is not named so is not whole yet. */
async function blobsOn(data: string, shelf: string): Promise<string[]> {
  const names = (await readdir(join(data, blobs_folder, shelf)).catch(unlessMissing)) ?? [];
  return names.filter((name) => blob_name.test(name) && name.startsWith(shelf)).toSorted();
}

async function sizeOf(folder: string, shelf: string, name: string): Promise<number | undefined> {
  const found = await stat(join(folder, blobs_folder, shelf, name)).catch(unlessMissing);
  return found?.isFile() === true ? found.size : undefined;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
