import { boundedDisk } from '../file-log/bounded-disk.ts';
import { any_segment, type KnownSegments } from '../file-log/known-segments.ts';
import { recover, type Recovered } from '../file-log/recover.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import { decode } from '../packed/codec.ts';
import { EntryFault } from '../replica/replica.ts';
import type { FolderLogDeps, OpenFolder } from './folder-log-deps.ts';

type ApplyDeps = Pick<FolderLogDeps, 'files' | 'epoch' | 'tables' | 'start_wait_ms' | 'onWarning'>;

const todo =
  'To go on, start a version of Shardbell that can, or put a backup of the whole data folder in its place';

/** Applies the entries that the tables lack. Rejects, saying why not. */
export async function applyKept(
  { files, epoch, tables, start_wait_ms, onWarning }: ApplyDeps,
  { dbs, owner }: Pick<OpenFolder, 'dbs' | 'owner'>,
): Promise<Recovered> {
  const recovery = await recover({
    disk: boundedDisk(files.disk, start_wait_ms),
    epoch,
    after: tables.writer.position,
    known: knownSegments(dbs.meta),
    mayWrite: owner !== undefined,
  });
  if (!recovery.ok) throw new Error(recovery.sentence);
  for (const warning of recovery.recovered.warnings) onWarning(warning);
  for (const entry of recovery.recovered.entries) {
    if (entry.position <= tables.position) continue;
    try {
      tables.apply(entry);
    } catch (cause) {
      throw new Error(`${new EntryFault(entry, cause).message} ${todo}.`, { cause });
    }
  }
  return recovery.recovered;
}

/** Which segments of the log there must be; undefined where it was never in files. */
export function knownSegments(meta: LmdbDatabases['meta']): KnownSegments | undefined {
  const stored = meta.get('log');
  if (stored === undefined) return undefined;
  const known = decode(stored) as KnownSegments | 1;
  return known === 1 ? any_segment : known;
}
