import { createHash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.ts';

export async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
  }
}

/** Writes a new file below a folder, for its owner only. Resolves, once it is on the disk, to its hash. */
export async function writeFileBelow(folder: string, name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  try {
    await writeAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  for (let above = dirname(path); above !== folder; above = dirname(above)) {
    await syncFolder(above);
  }
  return createHash('sha256').update(bytes).digest('hex');
}

export interface CopyTerms {
  readonly signal: AbortSignal;
  /** Called with each part that was copied. */
  onCopied(bytes: number): void;
}

/** Read, hashed and written in one turn of the event loop. */
const chunk_bytes = 256 * 1024;
/** Written before it is flushed, so that no flush of others waits for much. */
const flush_every_bytes = 8 * 1024 * 1024;

/** Copies a file into a new one. Resolves, once that is on the disk, to its length and hash. */
export async function copyFileTo(
  from: FileHandle,
  to: string,
  { signal, onCopied }: CopyTerms,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(chunk_bytes);
  const file = await open(to, 'wx', 0o600);
  try {
    let bytes = 0;
    let unflushed = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await from.read(chunk, 0, chunk.length, bytes);
      if (bytesRead === 0) break;
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      await writeAll(file, part);
      bytes += bytesRead;
      unflushed += bytesRead;
      onCopied(bytesRead);
      if (unflushed < flush_every_bytes) continue;
      unflushed = 0;
      await file.datasync();
    }
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
