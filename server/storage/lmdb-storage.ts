import type { CommitFigure } from './commit-count.ts';
import type { Damage } from './damage.ts';
import type { DiskWatch } from './disk/disk-watch.ts';
import { openLmdb, type LmdbOptions } from './open-lmdb.ts';
import { ReplicaStorage } from './replica-storage.ts';
import { Replica } from './replica.ts';

export type { LmdbOptions } from './open-lmdb.ts';

export interface LmdbStorageOptions extends LmdbOptions {
  /** Hears what went wrong where an entry was told. */
  readonly onFault?: (error: unknown) => void;
}

export type OpenedStorage =
  | {
      readonly ok: true;
      readonly storage: ReplicaStorage;
      readonly replica: Replica;
      readonly disk: DiskWatch;
      readonly damage: Damage;
      /** How the writes so far ended. */
      readonly commitFigures: () => CommitFigure[];
    }
  | { readonly ok: false; readonly sentence: string };

/** Opens the storage in a folder, which is made if it is missing. */
export async function openLmdbStorage(
  folder: string,
  { onFault = () => {}, ...options }: LmdbStorageOptions = {},
): Promise<OpenedStorage> {
  const opened = await openLmdb(folder, options);
  if (!opened.ok) return opened;
  const { log, tables, disk, damage } = opened;
  const replica = new Replica({ log, tables, onFault });
  const storage = new ReplicaStorage(replica);
  return { ok: true, storage, replica, disk, damage, commitFigures: () => log.commitFigures() };
}
