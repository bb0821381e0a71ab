import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from 'lmdb';
import { failed, type Failed } from '../../platform/failed.ts';
import { of_all } from '../apply/batch.ts';
import { storedPosition } from '../apply/view.ts';
import { NodeDisk } from '../file-log/node-disk.ts';
import { recover } from '../file-log/recover.ts';
import { knownSegments } from '../folder/apply-kept.ts';
import { checkDataFiles, log_folder } from '../folder/data-files.ts';
import { folder_schema } from '../folder/folder-schema.ts';
import { openDatabases, openMeta, openRoot, type LmdbDatabases } from '../lmdb/databases.ts';
import { stateOf } from '../lmdb/page-file.ts';
import type { Position } from '../log.ts';
import { decode } from '../packed/codec.ts';
import type { Databases } from '../rows/rows.ts';
import { checkBackupFiles } from './backup-files.ts';
import { nothingLearnt } from './checked.ts';
import { runChecks } from './checks.ts';
import { Findings } from './findings.ts';
import { pinned } from './pinned-rows.ts';
import { withLog } from './with-log.ts';

/** Rows that were looked at, and how many there are about. */
export type OnChecked = (rows: number, of: number) => void;

export interface CheckOrder {
  readonly path: string;
  /** `running`: a server writes to it meanwhile. A backup has no log. */
  readonly kind: 'stopped' | 'running' | 'backup';
  readonly onChecked: OnChecked;
}

export interface CheckReport {
  readonly ok: true;
  /** How much is wrong. */
  readonly count: number;
  readonly lines: readonly string[];
  readonly tickets: number;
  readonly rows: number;
  readonly position: Position;
}

/** How often the log of a running server is read anew, which removes and begins segments. */
const log_reads_max = 5;

/**
 * Checks a folder as it is at one moment, without changing anything: a read transaction is held, and
 * the log is read at its beginning. Refuses, saying why, where the folder cannot be looked at at all.
 */
export async function checkFolder(order: CheckOrder): Promise<CheckReport | Failed> {
  const { path, kind } = order;
  const findings = new Findings();
  const hadLock = statSync(join(path, 'lock.mdb'), { throwIfNoEntry: false }) !== undefined;
  let root: LmdbDatabases['root'] | undefined;
  try {
    if (kind === 'backup') await checkBackupFiles(path, findings);
    // A server that runs has opened it, and writes to it.
    if (kind !== 'running') checkDataFiles(path, true);
    root = openRoot(path, true);
    const meta = openMeta(root);
    const schema = meta.get('schema')?.[0];
    if (schema !== folder_schema) return failed(otherSchema(path, schema));
    return await new FolderCheck(order, openDatabases(root, meta), findings).run();
  } catch (error) {
    const why = (error as Error).message.replace(/\.$/u, '');
    if (findings.count === 0) return failed(`The folder ${path} cannot be checked: ${why}.`);
    findings.add('folders', `The rest of ${path} cannot be checked: ${why}.`);
    return { ok: true, ...told(findings), tickets: 0, rows: 0, position: 0 };
  } finally {
    await root?.close();
    if (kind === 'backup' && !hadLock) await rm(join(path, 'lock.mdb'), { force: true });
  }
}

/**
 * How many pages of the data file are none. While a read transaction is held no page is used anew that
 * it or a later one refers to.
 */
function damagedPages(path: string): number {
  const state = stateOf(join(path, 'data.mdb'), 'r', Infinity);
  return state.kind === 'whole' ? state.damaged_pages : 0;
}

class FolderCheck {
  readonly #order: CheckOrder;
  readonly #stored: LmdbDatabases;
  readonly #findings: Findings;

  constructor(order: CheckOrder, stored: LmdbDatabases, findings: Findings) {
    this.#order = order;
    this.#stored = stored;
    this.#findings = findings;
  }

  async run(): Promise<CheckReport> {
    const findings = this.#findings;
    const { path, onChecked } = this.#order;
    const { dbs, position, end } = await this.#atOneMoment();
    const damaged = damagedPages(path);
    if (damaged > 0) {
      end();
      const pages = damaged === 1 ? 'A page' : `${damaged} pages`;
      // lmdb ends the process on some of them.
      const sentence = `${pages} of data.mdb cannot be read, so nothing further was checked.`;
      findings.add('pages', sentence);
      return { ok: true, ...told(findings), tickets: 0, rows: 0, position };
    }
    const learnt = nothingLearnt();
    const of = this.#rows();
    let rows = 0;
    const onRows = (count: number): void => onChecked((rows += count), of);
    try {
      await runChecks({ path, dbs, position, findings, onRows, learnt });
    } finally {
      end();
    }
    return { ok: true, ...told(findings), tickets: learnt.tickets, rows, position };
  }

  async #atOneMoment(): Promise<{ dbs: Databases; position: Position; end: () => void }> {
    const { path, kind } = this.#order;
    const { root, meta } = this.#stored;
    for (let reads = 1; ; reads += 1) {
      root.resetReadTxn();
      const transaction = root.useReadTransaction() as Held;
      root.resetReadTxn();
      const base = pinned(this.#stored, transaction);
      const stored = storedPosition(base, of_all);
      const end = (): void => transaction.done();
      if (kind === 'backup') return { dbs: base, position: stored, end };
      const recovery = await recover({
        disk: new NodeDisk(join(path, log_folder)),
        epoch: decode(meta.get('epoch')!) as string,
        after: stored,
        known: knownSegments(meta),
        mayWrite: false,
      });
      if (!recovery.ok && kind === 'running' && reads < log_reads_max) {
        end();
        continue;
      }
      if (!recovery.ok) {
        this.#findings.add('faults of the log', recovery.sentence);
        return { dbs: base, position: stored, end };
      }
      const { entries, warnings, last } = recovery.recovered;
      for (const warning of warnings) this.#findings.add('batches of the log', warning);
      try {
        return { dbs: withLog(base, stored, entries), position: Math.max(stored, last), end };
      } catch (error) {
        this.#findings.unreadable('The log', error);
        return { dbs: base, position: stored, end };
      }
    }
  }

  /** About as many as will be looked at. */
  #rows(): number {
    const counted = ['active', 'settled', 'tickets', 'index', 'records'] as const;
    return counted.reduce((sum, name) => {
      const { entryCount } = this.#stored[name].getStats() as { readonly entryCount: number };
      return sum + entryCount;
    }, 0);
  }
}

/** `done` is not in the types of lmdb. */
type Held = Transaction & { done(): void };

function told(findings: Findings): Pick<CheckReport, 'count' | 'lines'> {
  return { count: findings.count, lines: findings.lines() };
}

function otherSchema(path: string, schema: number | undefined): string {
  return schema !== undefined && schema > folder_schema
    ? `The data in ${path} was written by a newer version of Shardbell, which can check it.`
    : `The data in ${path} is of an earlier version of Shardbell: start this one on it once, then check it.`;
}
