import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { allFiles, blobsOf, countedFiles, keptKey, type FilesKept } from '../rows/file-rows.ts';
import { same } from '../../../protocol/same.ts';
import { listRecords, readRecord } from '../rows/records.ts';
import type { Check, Checked } from './checked.ts';

/** Files of messages, in folders of the first two letters of their names. */
const files_folder = 'files';
/** Read at once. */
const page_rows = 256;
/** Counts of accounts begin with it. */
const by = keptKey('');
const name_form = /^[0-9a-f]{64}$/u;

/** Each file against its name, which is its SHA-256, and each that an entry names against the files. */
export const checkFiles: Check = async (checked) => {
  const { path, findings, onRows } = checked;
  const found = new Set<string>();
  const base = join(path, files_folder);
  for (const folder of await namesIn(base)) {
    for (const name of await namesIn(join(base, folder))) {
      if (!name_form.test(name)) continue;
      onRows(1);
      const file = join(files_folder, folder, name);
      found.add(name);
      try {
        const hash = createHash('sha256');
        await pipeline(createReadStream(join(path, file)), hash);
        if (hash.digest('hex') !== name) {
          findings.add('files', `The file ${file} is not what it was: it has another SHA-256.`);
        } else if (!name.startsWith(folder)) {
          findings.add('files', `The file ${file} is in the wrong folder.`);
        }
      } catch (error) {
        findings.unreadable(`The file ${file}`, error);
      }
    }
  }
  checkNamed(checked, found);
};

/** A file that is written after the moment that is checked is not named yet. */
function checkNamed({ dbs, findings }: Checked, found: ReadonlySet<string>): void {
  const tables: Parameters<typeof allFiles>[0] = {
    list: (space, range) => listRecords(dbs, space, range),
  };
  for (const page of allFiles(tables, page_rows)) {
    for (const { ticket, row } of page) {
      if (blobsOf(row.file).every((blob) => found.has(blob))) continue;
      const { name, sha256 } = row.file;
      findings.add('files', `The file ${name} (${sha256}) of ticket ${ticket} is not there.`);
    }
  }
  const counts = countedFiles(tables, page_rows);
  const stored = storedCounts(dbs);
  for (const key of new Set([...counts.keys(), ...stored.keys()])) {
    const [is, told] = [counts.get(key) ?? none, stored.get(key) ?? none];
    if (same(is, told)) continue;
    const whose = key === keptKey(null) ? 'All files' : `The files of account ${key.slice(3)}`;
    findings.add(
      'counts of files',
      `${whose} are counted as ${words(told)}, and are ${words(is)}.`,
    );
  }
}

const none: FilesKept = { files: 0, bytes: 0 };

function words({ files, bytes }: FilesKept): string {
  return `${files} with ${bytes} bytes`;
}

function storedCounts(dbs: Checked['dbs']): Map<string, FilesKept> {
  const counts = new Map<string, FilesKept>();
  const all = readRecord(dbs, 'files', keptKey(null));
  if (all !== undefined) counts.set(keptKey(null), all as FilesKept);
  let from = by;
  for (;;) {
    const page = listRecords(dbs, 'files', { prefix: by, from, limit: page_rows });
    for (const { key, value } of page) counts.set(key, value as FilesKept);
    if (page.length < page_rows) return counts;
    from = `${page.at(-1)!.key}!`;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
