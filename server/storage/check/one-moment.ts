import { join } from 'node:path';
import type { Transaction } from 'lmdb';
import { of_all } from '../apply/batch.ts';
import { storedPosition } from '../apply/view.ts';
import { NodeDisk } from '../file-log/node-disk.ts';
import { recover } from '../file-log/recover.ts';
import { knownSegments } from '../folder/apply-kept.ts';
import { log_folder } from '../folder/data-files.ts';
import { folder_schema } from '../folder/folder-schema.ts';
import type { LmdbDatabases } from '../lmdb/databases.ts';
import { stateOf } from '../lmdb/page-file.ts';
import type { Position } from '../log.ts';
import { decode } from '../packed/codec.ts';
import type { Databases } from '../rows/rows.ts';
import type { Findings } from './findings.ts';
import { pinned } from './pinned-rows.ts';
import { withLog } from './with-log.ts';

/** `running`: a server writes to it meanwhile. A backup, and any other copy, has no log. */
export type FolderKind = 'stopped' | 'running' | 'backup' | 'copy';

/** Tables with all that the log has beyond them, as they are at one moment. */
export interface Moment {
  readonly dbs: Databases;
  readonly position: Position;
  /** Whether all of the log is in it. */
  readonly isWhole: boolean;
  end(): void;
}

/** How often the log of a running server is read anew, which removes and begins segments. */
const log_reads_max = 5;

/** Holds a read transaction until its end. What is wrong with the log is added to the findings. */
export async function atOneMoment(
  { path, kind }: { readonly path: string; readonly kind: FolderKind },
  stored: LmdbDatabases,
  findings: Findings,
): Promise<Moment> {
  const { root, meta } = stored;
  for (let reads = 1; ; reads += 1) {
    root.resetReadTxn();
    const transaction = root.useReadTransaction() as Held;
    root.resetReadTxn();
    const base = pinned(stored, transaction);
    const applied = storedPosition(base, of_all);
    const end = (): void => transaction.done();
    const stands = { dbs: base, position: applied, end };
    if (kind === 'backup' || kind === 'copy') return { ...stands, isWhole: true };
    const recovery = await recover({
      disk: new NodeDisk(join(path, log_folder)),
      epoch: decode(meta.get('epoch')!) as string,
      after: applied,
      known: knownSegments(meta),
      mayWrite: false,
    });
    if (!recovery.ok && kind === 'running' && reads < log_reads_max) {
      end();
      continue;
    }
    if (!recovery.ok) {
      findings.add('faults of the log', recovery.sentence);
      return { ...stands, isWhole: false };
    }
    const { entries, warnings, last } = recovery.recovered;
    for (const warning of warnings) findings.add('batches of the log', warning);
    try {
      const dbs = withLog(base, applied, entries);
      return { dbs, position: Math.max(applied, last), isWhole: true, end };
    } catch (error) {
      findings.unreadable('The log', error);
      return { ...stands, isWhole: false };
    }
  }
}

/** `done` is not in the types of lmdb. */
type Held = Transaction & { done(): void };

/**
 * How many pages of the data file are none. While a read transaction is held no page is used anew that
 * it or a later one refers to.
 */
export function damagedPages(path: string): number {
  const state = stateOf(join(path, 'data.mdb'), 'r', Infinity);
  return state.kind === 'whole' ? state.damaged_pages : 0;
}

export function otherSchema(path: string, schema: number | undefined): string {
  return schema !== undefined && schema > folder_schema
    ? `The data in ${path} was written by a newer version of Shardbell, which can check it.`
    : `The data in ${path} is of an earlier version of Shardbell: start this one on it once, then check it.`;
}
