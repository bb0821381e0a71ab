import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import type { Findings } from './findings.ts';

/** Of what `backup.json` says: what a check needs. */
const manifestForm = v.object({
  position: v.number(),
  files: v.array(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
});

/** Whether a folder is a backup. */
export async function isBackup(path: string): Promise<boolean> {
  return (await stat(join(path, 'backup.json')).catch(() => undefined)) !== undefined;
}

/** The files of a backup against its list of them. */
export async function checkBackupFiles(path: string, findings: Findings): Promise<void> {
  let parsed;
  try {
    const text = await readFile(join(path, 'backup.json'), 'utf8');
    parsed = v.safeParse(manifestForm, JSON.parse(text));
  } catch (error) {
    return findings.unreadable('backup.json', error);
  }
  if (!parsed.success)
    return findings.add('lists of files', 'backup.json does not list the files.');
  for (const { name, bytes, sha256 } of parsed.output.files) {
    const file = join(path, name);
    try {
      const found = (await stat(file)).size;
      const hash = createHash('sha256');
      await pipeline(createReadStream(file), hash);
      if (found === bytes && hash.digest('hex') === sha256) continue;
      const what = found === bytes ? 'other bytes' : `${found} bytes in place of ${bytes}`;
      findings.add('files of the backup', `${name} is not as it was written: it has ${what}.`);
    } catch (error) {
      findings.unreadable(name, error);
    }
  }
}
