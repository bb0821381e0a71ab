import type { CommitFigure } from './commit-count.ts';
import type { Damage } from './damage.ts';
import type { DiskWatch } from './disk/disk-watch.ts';
import { openLmdb, type LmdbOptions } from './open-lmdb.ts';
import { ReplicaJournal } from './replica-journal.ts';
import { Replica } from './replica.ts';

export type { LmdbOptions } from './open-lmdb.ts';

export interface JournalOptions extends LmdbOptions {
  /** Hears what went wrong where an entry was told. */
  readonly onFault?: (error: unknown) => void;
}

export type OpenedJournal =
  | {
      readonly ok: true;
      readonly journal: ReplicaJournal;
      readonly replica: Replica;
      readonly disk: DiskWatch;
      readonly damage: Damage;
      /** How the writes so far ended. */
      readonly commitFigures: () => CommitFigure[];
    }
  | { readonly ok: false; readonly sentence: string };

/** Opens the journal in a folder, which is made if it is missing. */
export async function openLmdbJournal(
  folder: string,
  { onFault = () => {}, ...options }: JournalOptions = {},
): Promise<OpenedJournal> {
  const opened = await openLmdb(folder, options);
  if (!opened.ok) return opened;
  const { log, tables, disk, damage } = opened;
  const replica = new Replica({ log, tables, onFault });
  const journal = new ReplicaJournal({ replica, tables });
  return { ok: true, journal, replica, disk, damage, commitFigures: () => log.commitFigures() };
}
