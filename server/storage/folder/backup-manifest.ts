import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { failed, type Failed } from '../../platform/failed.ts';
import { version } from '../../platform/version.ts';

export const manifest_file = 'backup.json';
/** In a backup, the tables, as in the data folder. */
export const data_file = 'data.mdb';
/** In a backup, one line for each file of messages, as `sha256sum` reads them. */
export const blobs_file = 'files.sha256';

/** The form of `backup.json`. */
const backup_form = 1;
const manifest_bytes_max = 1024 * 1024;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u));

const fileForm = v.object({
  /** In the backup, with slashes. */
  name: v.pipe(v.string(), v.check(staysInside)),
  bytes: count,
  sha256,
});
export type BackupFile = Readonly<v.InferOutput<typeof fileForm>>;

const manifestForm = v.object({
  form: v.literal(backup_form),
  /** Of the product that made it. */
  version: v.string(),
  /** Form of the data file. */
  schema: count,
  epoch: v.string(),
  /** The first epoch of the data; where it is missing, that one. */
  origin: v.optional(v.string()),
  /** Whether it was made by the hour; by default by a command. */
  daily: v.optional(v.boolean()),
  /** It holds every entry of the log up to this one, and none after it. */
  position: count,
  /** When it was begun. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  files: v.array(fileForm),
});
/** What `backup.json` says. */
export type BackupManifest = Readonly<v.InferOutput<typeof manifestForm>>;

export function manifestText(about: Omit<BackupManifest, 'form' | 'version'>): string {
  const manifest: BackupManifest = { form: backup_form, version: version(), ...about };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export type ManifestRead = { readonly ok: true; readonly manifest: BackupManifest } | Failed;

/** Reads what a folder says of itself as a backup. */
export async function readManifest(folder: string): Promise<ManifestRead> {
  const path = join(folder, manifest_file);
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > manifest_bytes_max) return failed(`${path} is too large to be that of a backup.`);
      const content: unknown = JSON.parse(await file.readFile('utf8'));
      const form = (content as { form?: unknown } | null)?.form;
      if (typeof form === 'number' && form > backup_form) {
        const by = String((content as { version?: unknown }).version);
        return failed(`${folder} was made by Shardbell ${by}: restore it by that one or a newer.`);
      }
      const parsed = v.safeParse(manifestForm, content);
      if (parsed.success) return { ok: true, manifest: parsed.output };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return failed(`${folder} is no backup: there is no ${manifest_file} in it.`);
    }
    if (code !== undefined) return failed(`${path} cannot be read (${code}).`);
  }
  return failed(`${path} is damaged: take another backup.`);
}

/** Whoever can write a backup must not write elsewhere by it. */
function staysInside(name: string): boolean {
  return name.split('/').every((part) => /^[^\\:\0]+$/u.test(part) && !/^\.{1,2}$/u.test(part));
}
