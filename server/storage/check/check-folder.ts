import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Failed } from '../../platform/failed.ts';
import { checkDataFiles } from '../folder/data-files.ts';
import { folder_schema } from '../folder/folder-schema.ts';
import { openDatabases, openMeta, openRoot, type LmdbDatabases } from '../lmdb/databases.ts';
import type { Position } from '../log.ts';
import { checkBackupFiles } from './backup-files.ts';
import { nothingLearnt } from './checked.ts';
import { runChecks } from './checks.ts';
import { Findings } from './findings.ts';
import { atOneMoment, damagedPages, otherSchema, type FolderKind } from './one-moment.ts';

/** Rows that were looked at, and how many there are about. */
export type OnChecked = (rows: number, of: number) => void;

export interface CheckOrder {
  readonly path: string;
  readonly kind: FolderKind;
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
    const { dbs, position, end } = await atOneMoment(this.#order, this.#stored, findings);
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

  /** About as many as will be looked at. */
  #rows(): number {
    const counted = ['active', 'settled', 'tickets', 'index', 'records'] as const;
    return counted.reduce((sum, name) => {
      const { entryCount } = this.#stored[name].getStats() as { readonly entryCount: number };
      return sum + entryCount;
    }, 0);
  }
}

function told(findings: Findings): Pick<CheckReport, 'count' | 'lines'> {
  return { count: findings.count, lines: findings.lines() };
}
