import { mkdirSync } from 'node:fs';
import { nanoid } from 'nanoid';
import { decode, encode } from './codec.ts';
import { checkDataFiles } from './data-files.ts';
import { openDatabases, openMeta, openRoot, type Databases } from './databases.ts';
import { journalLimits, type Journal } from './journal.ts';
import { FolderJournal } from './folder-journal.ts';
import { folder_schema, folderSchemaWrite, upgradeFolder } from './folder-schema.ts';
import { lockFolder, type FolderLock } from './lock.ts';
import { Owner } from './owner.ts';

export interface LmdbOptions {
  /**
   * Called at most once, when nothing can be written any more: another server took the folder, or the
   * disk failed or stays silent. Reads may go on; the server should say so and exit.
   */
  readonly onLost?: (sentence: string) => void;
  readonly commit_wait_ms?: number;
  readonly lost_after_ms?: number;
}

export type Opened =
  | { readonly ok: true; readonly journal: Journal }
  | { readonly ok: false; readonly sentence: string };

/** Opens the journal in a folder, which is made if it is missing. */
export async function openLmdbJournal(folder: string, options: LmdbOptions = {}): Promise<Opened> {
  let lock: FolderLock | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = lockFolder(folder);
  } catch (error) {
    return no(`The data folder ${folder} cannot be written: ${reasonOf(error)}.`);
  }
  if (lock === undefined) return no(`The data folder ${folder} is in use by a running server.`);

  let root: Databases['root'] | undefined;
  let sentence: string;
  try {
    checkDataFiles(folder);
    root = openRoot(folder);
    const meta = openMeta(root);
    // Looked at before anything is written, and not by `decode`, which may not know its form.
    const found = meta.get('schema')?.[0] ?? folder_schema;
    if (found <= folder_schema) {
      return { ok: true, journal: await start(root, meta, lock, options, found) };
    }
    sentence = `The data in ${folder} was written by a newer version of Shardbell.`;
  } catch (error) {
    sentence = `The data folder ${folder} cannot be opened: ${reasonOf(error)}.`;
  }
  await root?.close();
  lock.release();
  return no(sentence);
}

async function start(
  root: Databases['root'],
  meta: Databases['meta'],
  lock: FolderLock,
  options: LmdbOptions,
  found: number,
): Promise<Journal> {
  const owner = Owner.take(meta);
  const stored = meta.get('epoch');
  const epoch = stored === undefined ? nanoid() : (decode(stored) as string);
  if (stored === undefined) {
    await owner.write([{ db: meta, key: 'epoch', value: encode(epoch) }, folderSchemaWrite(meta)]);
  }
  const dbs = openDatabases(root, meta);
  if (found < folder_schema) await upgradeFolder(dbs, owner);
  return new FolderJournal({
    dbs,
    owner,
    lock,
    epoch,
    commit_wait_ms: options.commit_wait_ms ?? journalLimits.commit_wait_ms,
    lost_after_ms: options.lost_after_ms ?? journalLimits.lost_after_ms,
    onLost: options.onLost ?? (() => {}),
  });
}

function no(sentence: string): Opened {
  return { ok: false, sentence };
}

/** "EACCES: permission denied, mkdir '/data'" is said as "permission denied". */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^E[A-Z]+: (.*?), .*$/u, '$1').replace(/\.$/u, '');
}
