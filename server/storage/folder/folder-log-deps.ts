import type { BehindTables } from '../behind/behind-tables.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import type { LogDisk } from '../file-log/disk.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import type { Owner } from '../lmdb/owner.ts';
import type { FolderLock } from './lock.ts';

/** An open folder; with an owner it can be written. */
export interface OpenFolder {
  readonly dbs: LmdbDatabases;
  readonly owner: Owner | undefined;
  readonly lock: FolderLock;
}

export interface FolderLogDeps {
  readonly folder: OpenFolder;
  /** The disk of the log, and its folder. */
  readonly files: { readonly path: string; readonly disk: LogDisk };
  readonly tables: BehindTables;
  readonly disk: DiskWatch;
  readonly epoch: string;
  readonly commit_wait_ms: number;
  readonly lost_after_ms: number;
  readonly start_wait_ms: number;
  readonly onLost: (sentence: string) => void;
  readonly onWarning: (sentence: string) => void;
  /** Aborted once the tables are lost. */
  readonly over: AbortSignal;
}
