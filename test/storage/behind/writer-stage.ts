import { setImmediate as turn } from 'node:timers/promises';
import type { BehindTables } from '../../../server/storage/behind/behind-tables.ts';
import type { LmdbWrite } from '../../../server/storage/lmdb/databases.ts';
import type { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { stormEntries } from '../../support/behind-storm.ts';
import { TestFolder } from '../../support/folder.ts';
import type { Suite } from '../../support/suite.ts';

export const quick = { write_every_ms: 0, retry_every_ms: 0 };

/** A data folder for each test of the suite. */
export class WriterStage {
  path!: TestFolder;
  folder!: BehindFolder;

  constructor(test: Suite) {
    test.before.each(async () => {
      this.path = new TestFolder();
      this.folder = await BehindFolder.open(this.path.path);
    });
    test.after.each(async () => {
      await this.folder.close();
      this.path.remove();
    });
  }

  async reopen(): Promise<void> {
    await this.folder.close();
    this.folder = await BehindFolder.open(this.path.path);
  }

  hand(): Hand {
    return new Hand(this);
  }
}

/** The owner of the folder, as a test lets it write. */
class Hand {
  /** What it was given. */
  readonly writes: Array<readonly LmdbWrite[]> = [];
  how: 'writes' | 'fails' | 'hangs' = 'writes';
  isBroken = false;
  readonly #stage: WriterStage;

  constructor(stage: WriterStage) {
    this.#stage = stage;
  }

  async write(writes: readonly LmdbWrite[]): Promise<boolean> {
    this.writes.push(writes);
    if (this.how === 'fails') throw new Error('the disk is full');
    if (this.how === 'hangs') await new Promise(() => {});
    return this.#stage.folder.owner.write(writes);
  }

  async prepare(): Promise<void> {}

  isSound(): boolean {
    return !this.isBroken;
  }
}

/** Applies so many entries to each. */
export function applyMany(count: number, ...all: ReadonlyArray<BehindTables | MemoryTables>): void {
  for (const entry of stormEntries()) {
    if (entry.position > count) return;
    for (const tables of all) if (entry.position > tables.position) tables.apply(entry);
  }
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}
