import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openLmdbJournal, type LmdbOptions } from '../../server/storage/lmdb-journal.ts';
import type { Journal } from '../../server/storage/journal.ts';

/** A folder of its own for a test; gone after `remove`. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'shardbell-'));

  /** Fails if it cannot be opened. */
  async open(options: LmdbOptions = {}): Promise<Journal> {
    const opened = await openLmdbJournal(this.path, options);
    if (!opened.ok) throw new Error(opened.sentence);
    return opened.journal;
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
