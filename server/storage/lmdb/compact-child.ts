import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabases, openMeta, openRoot, type LmdbDatabases } from './databases.ts';
import { databaseNames } from '../rows/rows.ts';

/**
 * Copies the used pages of the data file in one folder into another folder. A process of its own: lmdb
 * cannot be cut off here, and a disk that is full or a damaged page ends nothing but this process.
 */
const [from = '', to = ''] = process.argv.slice(2);

process.umask(0o077);
// Nobody waits for it any more. At once, for lmdb is in the middle of a copy.
const cutOff = (): void => void process.kill(process.pid, 'SIGKILL');
process.on('disconnect', cutOff);

async function copy(): Promise<void> {
  try {
    const source = openRoot(from, true);
    await source.backup(to, true);
    const expected = contentOf(source);
    const made = openRoot(to, true);
    const found = contentOf(made);
    await Promise.all([source.close(), made.close()]);
    if (found !== expected) throw new Error('the copy does not hold what the data file does');
    const file = openSync(join(to, 'data.mdb'), 'r+');
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    process.send!((error as Error).message);
  }
  process.off('disconnect', cutOff);
  process.disconnect();
}

void copy();

/** How many rows are in which database, and what the file knows of itself. */
function contentOf(root: LmdbDatabases['root']): string {
  const meta = openMeta(root);
  const dbs = openDatabases(root, meta);
  const rows = databaseNames.map((name) => {
    const { entryCount } = dbs[name].getStats() as { readonly entryCount: number };
    return [name, entryCount];
  });
  const known = [...meta.getRange({ versions: true })].map(({ key, value, version }) => {
    return [key, value.toString('hex'), version];
  });
  return JSON.stringify([rows, known, dbs.positions.get('')?.toString('hex')]);
}
