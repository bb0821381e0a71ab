import type { TableWriter } from '../behind/table-writer.ts';
import type { DiskWatch } from '../disk/disk-watch.ts';
import { DataSnapshot } from '../lmdb/data-snapshot.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import type { Owner } from '../lmdb/owner.ts';
import type { Position } from '../log.ts';
import { systemClock } from '../../platform/clock.ts';

/** A moment of the data file, and the position up to which it holds all. */
export interface SettledSnapshot {
  readonly snapshot: DataSnapshot;
  readonly position: Position;
}

interface SettledSnapshotDeps {
  /** The data file. */
  readonly path: string;
  readonly root: LmdbDatabases['root'];
  readonly owner: Owner | undefined;
  readonly writer: Pick<TableWriter, 'flush' | 'position' | 'pendingBytes' | 'isWriting'>;
  readonly disk: Pick<DiskWatch, 'trouble' | 'misplaced'>;
  /** Called once the snapshot was ended. */
  readonly onEnd: () => void;
}

type Unsettled = {
  readonly writer: Pick<TableWriter, 'flush' | 'pendingBytes'>;
  readonly disk: Pick<DiskWatch, 'trouble'>;
};

/** How often it is looked whether the disk still takes writes. */
const look_every_ms = 500;

/** Takes it with no write under way. Rejects, saying why, where what is pending cannot be written. */
export async function settledSnapshot(
  { path, root, owner, writer, disk, onEnd }: SettledSnapshotDeps,
  signal: AbortSignal,
): Promise<SettledSnapshot> {
  for (;;) {
    await allInDataFile({ writer, disk }, signal);
    // The log tells of its segments beside the tables.
    if (!writer.isWriting && owner?.isWriting !== true) break;
    await turn();
  }
  const moved = disk.misplaced();
  if (moved !== undefined) throw new Error(moved.sentence);
  const snapshot = DataSnapshot.take(root, path, onEnd);
  return { snapshot, position: writer.position };
}

/** Resolves once all that is applied now is in the data file. Rejects, saying why it cannot be. */
export async function allInDataFile(
  { writer, disk }: Unsettled,
  signal: AbortSignal,
): Promise<void> {
  // On a disk that takes no writes all may be in the data file already.
  if (writer.pendingBytes === 0 && disk.trouble !== undefined) return;
  let isFlushed = false;
  const flushing = writer.flush().then(() => (isFlushed = true));
  for (;;) {
    await Promise.race([flushing, pause()]);
    if (isFlushed) return;
    signal.throwIfAborted();
    if (disk.trouble !== undefined) throw new Error(disk.trouble.sentence);
  }
}

function turn(): Promise<void> {
  return new Promise((done) => systemClock.soon(done));
}

function pause(): Promise<void> {
  return new Promise((done) => void systemClock.after(look_every_ms, done));
}
