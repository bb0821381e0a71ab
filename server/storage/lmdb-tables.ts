import type { Applied } from './apply.ts';
import type { Batch } from './batch.ts';
import type { Damage } from './damage.ts';
import { dropReadTransaction, type LmdbDatabases } from './databases.ts';
import type { LogEntry } from './log.ts';
import type { GroupCommit } from './group-commit.ts';
import { pruneJob } from './prune-job.ts';
import { StoredTables } from './stored-tables.ts';
import { View } from './view.ts';

/** The tables in one LMDB folder. `openLmdb` makes them, with the log that writes them. */
export class LmdbTables extends StoredTables {
  protected view: View;
  readonly #damage: Damage;
  #dbs: LmdbDatabases;
  #commits: GroupCommit | undefined;
  /** What the log applied while it wrote, until its followers were told. */
  readonly #applied = new Map<number, Applied>();

  constructor(dbs: LmdbDatabases, damage: Damage) {
    super();
    this.#damage = damage;
    this.#dbs = dbs;
    this.view = new View(dbs);
  }

  /** For the log: the folder was opened, or opened anew. */
  opened(dbs: LmdbDatabases, commits: GroupCommit | undefined): View {
    this.#dbs = dbs;
    this.#commits = commits;
    this.view = new View(dbs);
    return this.view;
  }

  /** For the log: what a batch made is on disk. */
  written(batch: Batch): void {
    this.view.written(batch);
    for (const { applied } of batch.entries) this.#applied.set(applied.position, applied);
  }

  /** For the log: everybody who follows was told. What nobody took is not kept for later. */
  told(): void {
    this.#applied.clear();
  }

  apply({ position }: LogEntry): Applied {
    const applied = this.#applied.get(position);
    if (applied === undefined) throw new Error(`the log did not write entry ${position} here`);
    this.#applied.delete(position);
    return applied;
  }

  async prune(now: number): Promise<void> {
    for (let more = true; more && this.#commits !== undefined;) {
      const ended = await this.#commits.submit(pruneJob(this.#dbs, now));
      const certain = ended.kind === 'unknown' ? await ended.certain : ended;
      more = certain.kind === 'written' && certain.value.more;
    }
  }

  protected onReadFault(what: string, error: unknown): void {
    dropReadTransaction(this.#dbs.root);
    this.#damage.met(what, error);
  }
}
