import type { Key } from 'lmdb';
import { openDatabases, openMeta, openRoot, type LmdbDatabases } from '../lmdb/databases.ts';
import type { Databases } from '../rows/rows.ts';

/** Rows written in one transaction. */
const batch_rows = 4_096;
const batch_bytes = 8 * 1024 * 1024;

/** A data file that is made anew. Nobody else has it open. */
export class NewDataFile {
  readonly dbs: LmdbDatabases;
  #writes: Array<() => void> = [];
  #bytes = 0;

  private constructor(dbs: LmdbDatabases) {
    this.dbs = dbs;
  }

  /** `folder`: is there and empty. */
  static make(folder: string): NewDataFile {
    const root = openRoot(folder);
    return new NewDataFile(openDatabases(root, openMeta(root)));
  }

  /** It is in the file once `write` was called, or much else was put. */
  async put(name: keyof Databases, key: Key, value: Buffer): Promise<void> {
    this.#writes.push(() => void this.dbs[name].put(key, value));
    this.#bytes += value.length;
    if (this.#writes.length >= batch_rows || this.#bytes >= batch_bytes) await this.write();
  }

  async write(): Promise<void> {
    const writes = this.#writes;
    this.#writes = [];
    this.#bytes = 0;
    if (writes.length === 0) return;
    await this.dbs.root.batch(() => {
      for (const write of writes) write();
    });
  }

  /** What the file knows of itself, with its versions. */
  async copyMeta(from: LmdbDatabases['meta']): Promise<void> {
    const rows = [...from.getRange({ versions: true })];
    for (const { key, value, version } of rows) await this.dbs.meta.put(key, value, version ?? 0);
  }

  async close(): Promise<void> {
    await this.write();
    await this.dbs.root.flushed;
    await this.dbs.root.close();
  }
}
