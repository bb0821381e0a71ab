import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Check } from './checked.ts';

/** Files of messages, in folders of the first two letters of their names. */
const files_folder = 'files';
const name_form = /^[0-9a-f]{64}$/u;

/** Each file against its name, which is its SHA-256. */
export const checkFiles: Check = async ({ path, findings, onRows }) => {
  const base = join(path, files_folder);
  for (const folder of await namesIn(base)) {
    for (const name of await namesIn(join(base, folder))) {
      if (!name_form.test(name)) continue;
      onRows(1);
      const file = join(files_folder, folder, name);
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
};

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
