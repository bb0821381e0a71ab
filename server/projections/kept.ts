import type { Access } from '../identity/access.ts';
import type { Figure } from '../platform/figure.ts';
import type { Storage } from '../storage/storage.ts';

/** What a server is put on: the log, what it came to, and who there is. Several may share one log. */
export interface Kept {
  readonly storage: Storage;
  readonly access: Access;
  readonly disk: Disk;
  /** Resolves when all that was accepted is on disk, and it was let go of. */
  close(): Promise<void>;
}

/** How that stands where it is kept. */
interface Disk {
  /** Nothing can be written at this moment. */
  readonly isReadOnly: boolean;
  /** Called when that is not what it was. */
  onChanged(listener: () => void): void;
  /** What of it is damaged, for `/ready`. */
  fault(): string | undefined;
  /** For `/metrics`. */
  figures(): Figure[];
}
