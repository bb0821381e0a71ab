import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import { failed, type Failed } from '../../platform/failed.ts';
import { diskLimits } from '../disk/disk-limits.ts';
import { syncFolder } from '../folder/sync-folder.ts';
import { rebuilt_folder, removeUnfinished } from '../folder/compaction.ts';
import { checkDataFiles, log_folder } from '../folder/data-files.ts';
import { folder_schema } from '../folder/folder-schema.ts';
import { openDatabases, openMeta, openRoot, type LmdbDatabases } from '../lmdb/databases.ts';
import { checkFolder, type OnChecked } from './check-folder.ts';
import { Findings } from './findings.ts';
import { atOneMoment, damagedPages, otherSchema } from './one-moment.ts';
import { rebuild } from './rebuild.ts';

const data_file = 'data.mdb';

/** A data file that was made anew, and is not in its place yet. */
export interface Rebuilt {
  readonly ok: true;
  readonly tickets: number;
  /** What could not be made anew, or is lost, in sentences. */
  readonly lines: readonly string[];
  /** Puts it in its place. Resolves to where the data of before stays. */
  swap(): Promise<string>;
  /** Removes it again. */
  drop(): void;
}

/** No server may have the folder, nor get it meanwhile. Until `swap` nothing in it is changed. */
export async function rebuildFolder(path: string, onChecked: OnChecked): Promise<Rebuilt | Failed> {
  const made = join(path, rebuilt_folder);
  const findings = new Findings();
  let root: LmdbDatabases['root'] | undefined;
  try {
    checkDataFiles(path, true);
    const damaged = damagedPages(path);
    if (damaged > 0) return failed(beyondHistory(damaged));
    const bytes = statSync(join(path, data_file)).size;
    const { bavail, bsize } = statfsSync(path);
    if (bavail * bsize < 2 * bytes + 4 * diskLimits.back_bytes) {
      return failed('There is not enough space on the disk for a second data file.');
    }
    root = openRoot(path, true);
    const meta = openMeta(root);
    const schema = meta.get('schema')?.[0];
    if (schema !== folder_schema) return failed(otherSchema(path, schema));
    const stored = openDatabases(root, meta);
    removeUnfinished(path);
    mkdirSync(made, { mode: 0o700 });
    const moment = await atOneMoment({ path, kind: 'stopped' }, stored, findings);
    const { dbs, position, isWhole } = moment;
    if (!isWhole) findings.add('losses', lost(position));
    const of = rowsIn(stored);
    let rows = 0;
    const onRows = (count: number): void => onChecked((rows += count), of);
    const source = { dbs, meta, position, isWhole, findings, onRows };
    const tickets = await rebuild(source, made).finally(() => moment.end());
    const report = await checkFolder({ path: made, kind: 'copy', onChecked: () => {} });
    if (!report.ok) throw new Error(report.sentence);
    const lines = [...findings.lines(), ...report.lines];
    const drop = (): void => removeUnfinished(path);
    return { ok: true, tickets, lines, swap: () => swap(path, made, isWhole), drop };
  } catch (error) {
    removeUnfinished(path);
    const why = (error as Error).message.replace(/\.$/u, '');
    return failed(`The data file was not made anew: ${why}.`);
  } finally {
    await root?.close();
  }
}

/** One renaming puts the new file in the place of the old one, which has another name by then. */
async function swap(path: string, made: string, isWhole: boolean): Promise<string> {
  const time = new Date(systemClock.now()).toISOString().slice(0, 19).replaceAll(':', '-');
  const kept = join(dirname(path), `${basename(path)}.before-${time}`);
  mkdirSync(kept, { mode: 0o700 });
  keep(join(path, data_file), join(kept, data_file));
  const log = join(path, log_folder);
  if (existsSync(log)) cpSync(log, join(kept, log_folder), { recursive: true });
  if (existsSync(join(kept, log_folder))) await syncFolder(join(kept, log_folder));
  await syncFolder(kept);
  await syncFolder(dirname(kept));
  renameSync(join(made, data_file), join(path, data_file));
  rmSync(join(path, 'lock.mdb'), { force: true });
  await syncFolder(path);
  // What is in the log is in the data file, or cannot be read.
  if (!isWhole) rmSync(log, { recursive: true, force: true });
  removeUnfinished(path);
  return kept;
}

/** By a second name where the disk is the same. */
function keep(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}

function rowsIn(stored: LmdbDatabases): number {
  return (['tickets', 'records'] as const).reduce((sum, name) => {
    const { entryCount } = stored[name].getStats() as { readonly entryCount: number };
    return sum + entryCount;
  }, 0);
}

function lost(position: number): string {
  return `What came after position ${position} is lost, since the log cannot be read: at most what was written in the last moments before the server ended.`;
}

function beyondHistory(damaged: number): string {
  const pages = damaged === 1 ? 'A page' : `${damaged} pages`;
  return `${pages} of data.mdb cannot be read, so it cannot be made anew from the histories: put the last backup in its place.`;
}
