import type { Failed } from '../../platform/failed.ts';
import type { HistogramFigure } from '../../platform/figure.ts';
import type { CommitFigure } from '../log/commit-count.ts';
import type { Damage } from '../lmdb/damage.ts';
import type { Compacted, OnCompacted } from './compaction.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import { openFolder, type FolderOptions } from './open-folder.ts';
import type { SettledSnapshot } from './settled-snapshot.ts';
import { ReplicaStorage } from '../replica/replica-storage.ts';
import { Replica } from '../replica/replica.ts';

export type { FolderOptions } from './open-folder.ts';

export interface FolderStorageOptions extends FolderOptions {
  /** Called with errors of listeners. */
  readonly onFault?: (error: unknown) => void;
}

export type OpenedStorage =
  | {
      readonly ok: true;
      readonly storage: ReplicaStorage;
      readonly replica: Replica;
      readonly disk: DiskWatch;
      readonly damage: Damage;
      /** Counts of how writes ended so far. */
      readonly commitFigures: () => CommitFigure[];
      /** How long the flushes of the log took. */
      readonly flushFigure: () => HistogramFigure;
      /** How much is durable in the log and not in LMDB yet. */
      readonly behindFigures: () => BehindFigures;
      /** Resolves when bulk work leaves enough room for people. */
      readonly roomForBulk: () => Promise<void>;
      /** The data file as it is once all that was told as durable is in it, to be copied. */
      readonly snapshot: (signal: AbortSignal) => Promise<SettledSnapshot>;
      /** As `FolderLog.compact`. */
      readonly compact: (signal: AbortSignal, onCompacted: OnCompacted) => Promise<Compacted>;
    }
  | Failed;

export interface BehindFigures {
  readonly positions: number;
  /** Of entries. */
  readonly bytes: number;
}

/** Opens the storage in a folder, which is made if it is missing. */
export async function openFolderStorage(
  folder: string,
  { onFault = () => {}, ...options }: FolderStorageOptions = {},
): Promise<OpenedStorage> {
  const opened = await openFolder(folder, options);
  if (!opened.ok) return opened;
  const { log, tables, origin, disk, damage } = opened;
  const replica = new Replica({ log, tables, onFault });
  const storage = new ReplicaStorage(replica, origin);
  return {
    ok: true,
    storage,
    replica,
    disk,
    damage,
    commitFigures: () => log.commitFigures(),
    flushFigure: () => log.flushFigure(),
    async snapshot(signal) {
      await replica.caughtUp();
      return log.snapshot(signal);
    },
    roomForBulk: () => tables.writer.roomForBulk(),
    compact: (signal, onCompacted) => log.compact(signal, onCompacted),
    behindFigures: () => {
      return { positions: log.last - tables.writer.position, bytes: tables.writer.pendingBytes };
    },
  };
}
