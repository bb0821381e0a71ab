import type { Access } from '../identity/access.ts';
import type { AnyFigure } from '../platform/figure.ts';
import type { ErasureList } from '../storage/folder/erasure-list.ts';
import type { Storage } from '../storage/storage.ts';

/** What a server runs on: the storage, and who there is. Several servers may share one log. */
export interface Kept {
  readonly storage: Storage;
  readonly access: Access;
  readonly disk: Disk;
  /** Which accounts were erased, kept beside the data. */
  readonly erasureList: Pick<ErasureList, 'add' | 'read'>;
  /**
   * Swaps in a copy of the data file without free pages, where old bytes of rows lie. Rejects, saying
   * why it was not.
   */
  freePages(signal: AbortSignal): Promise<void>;
  /** Whether a backup is under way, so that no file may go; absent: never. */
  isBackedUp?(): boolean;
  /** The daily backups, where they are configured. */
  readonly daily?: { fault(): string | undefined } | undefined;
  /** Resolves when all accepted writes are on disk and everything is released. */
  close(): Promise<void>;
}

/** The state of the disk below it. */
interface Disk {
  /** Whether nothing can be written at this moment. */
  readonly isReadOnly: boolean;
  /** Adds a listener for changes of that. */
  onChanged(listener: () => void): void;
  /** Damage of the data, for `/ready`. */
  fault(): string | undefined;
  /** For `/metrics`. */
  figures(): AnyFigure[];
}
