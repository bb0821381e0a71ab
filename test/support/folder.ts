import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  openFolderStorage,
  type FolderOptions,
} from '../../server/storage/folder/folder-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';

/** A folder of its own for a test; gone after `remove`. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'shardbell-'));

  /** Fails if it cannot be opened. */
  async open(options: FolderOptions = {}): Promise<Storage> {
    const opened = await openFolderStorage(this.path, options);
    if (!opened.ok) throw new Error(opened.sentence);
    return opened.storage;
  }

  /** Writes a file into it, by its path inside. */
  write(path: string, text: string): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
