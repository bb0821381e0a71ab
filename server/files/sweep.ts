import { isUsed } from '../storage/rows/file-rows.ts';
import type { Tables } from '../storage/tables.ts';
import type { Blobs } from './blobs.ts';
import { fileLimits } from './file-limits.ts';
import type { Uploads } from './uploads.ts';

export interface SweepDeps {
  readonly tables: Pick<Tables, 'get' | 'list'>;
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  now(): number;
  /** Whether nothing may go at this moment: a backup is made. */
  isHeld(): boolean;
}

/**
 * Removes blobs that no entry names and no upload waits with. Whether one is named, and its removal,
 * are one step of this process; a blob is in `uploads` from before it is in its place until after the
 * entry that names it can be read. So none goes that an entry in flight names.
 */
export class Sweep {
  readonly #deps: SweepDeps;

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  /** Returns how many went. Throws where the disk or the tables cannot be read; then none more goes. */
  async run(grace_ms: number = fileLimits.sweep_grace_ms): Promise<number> {
    const { tables, blobs, uploads, now } = this.#deps;
    uploads.expire();
    let swept = 0;
    for await (const { sha256, modified_ms } of blobs.all()) {
      if (this.#deps.isHeld()) return swept;
      if (modified_ms + grace_ms > now()) continue;
      if (uploads.needs(sha256) || isUsed(tables, sha256)) continue;
      blobs.remove(sha256);
      swept += 1;
    }
    return swept;
  }
}
