import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { BackupManifest } from '../../server/storage/folder/backup-manifest.ts';
import { logLimits } from '../../server/storage/log.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import { BehindFolder } from './behind-folder.ts';
import type { TestFolder } from './folder.ts';
import { said, Story } from './story.ts';

const story_bytes = 100_000;
/** Messages that share an entry of the log, and so its flush. */
const turn_messages = Math.floor(logLimits.entry_bytes_max / story_bytes);

/** Puts a ticket with so many messages, of 100 kB each, into the data folder: a copy of it takes a while. */
export async function fillFolder(folder: TestFolder, messages: number): Promise<void> {
  const storage = await folder.open();
  const story = new Story('big', 1);
  await story.open(storage);
  // It is opened with one.
  for (let from = 1; from < messages; from += turn_messages) {
    const count = Math.min(turn_messages, messages - from);
    const bodies = Array.from({ length: count }, (_, i) => String(from + i));
    await story.commit(storage, ...bodies.map((body) => said(body.padEnd(story_bytes, 'x'))));
  }
  await storage.close();
}

export function manifestOf(backup: string): BackupManifest {
  return JSON.parse(readFileSync(join(backup, 'backup.json'), 'utf8')) as BackupManifest;
}

/** The files of the manifest that are not as it says. */
export function wrongFiles(backup: string): string[] {
  return manifestOf(backup)
    .files.filter(({ name, bytes, sha256 }) => {
      const content = readFileSync(join(backup, name));
      const hash = createHash('sha256').update(content).digest('hex');
      return content.length !== bytes || hash !== sha256;
    })
    .map(({ name }) => name);
}

/** The bodies in the history of a ticket in a backup, and the position of its tables. */
export async function readBackup(
  backup: string,
  ticket: string,
): Promise<{ readonly position: number; readonly bodies: readonly string[] }> {
  const copy = mkdtempSync(join(tmpdir(), 'shardbell-copy-'));
  cpSync(backup, copy, { recursive: true });
  const folder = await BehindFolder.open(copy);
  try {
    const tables = folder.tables();
    const bodies = tables
      .history(ticket, 'support', { limit: 100_000 })
      .flatMap(({ change }) => (change.type === 'message_posted' ? [change.body] : []));
    return { position: tables.position, bodies };
  } finally {
    await folder.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The bodies in the history of a ticket in a data folder that nobody has open. */
export async function bodiesIn(data: string, ticket: string): Promise<readonly string[]> {
  const opened = await openFolderStorage(data);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage } = opened;
  const bodies = storage.tables
    .history(ticket, 'support', { limit: 100_000 })
    .flatMap(({ change }) => (change.type === 'message_posted' ? [change.body] : []));
  await storage.close();
  return bodies;
}

/** Puts a file of messages into a data folder, as it is once it is whole. Its path in there. */
export function putBlob(data: string, content: Buffer): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const shelf = join('files', sha256.slice(0, 2));
  mkdirSync(join(data, shelf), { recursive: true });
  writeFileSync(join(data, shelf, sha256), content);
  return join(shelf, sha256);
}

/** The paths of all files of messages in a folder. */
export function blobsIn(data: string): string[] {
  return readdirSync(join(data, 'files'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.length > 2)
    .map((name) => join('files', name));
}

/** What lies beside a backup that is not whole, by its name. */
export function unfinishedOf(target: string): string[] {
  return readdirSync(dirname(target)).filter((name) =>
    name.startsWith(`${basename(target)}.unfinished-`),
  );
}

/** Resolves once some of the data file was copied. */
export async function begun(target: string): Promise<void> {
  for (;;) {
    const [made] = unfinishedOf(target);
    const path = join(dirname(target), made ?? '', 'data.mdb');
    const found = made === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && found.size > 0) return;
    await turn();
  }
}
