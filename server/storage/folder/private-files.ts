import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { config_file } from '../../config/settings-table.ts';
import { log_folder } from './data-files.ts';
import { erasures_file } from './erasure-list.ts';

/** The files of this server, beside the operator's own. */
const ours = new Set([
  config_file,
  erasures_file,
  'data.mdb',
  'lock.mdb',
  'server.pid',
  'reserve',
  'control',
]);

const folder_mode = 0o700;
const file_mode = 0o600;
/** Owner only, for all files that this process creates. */
const mask = 0o077;
/** Everybody may write into such a folder, and others rely on that, so it stays as it is. */
const shared_bit = 0o1000;

/** From now on this process creates files for its owner only. Windows has no such modes. */
export function makePrivateFiles(): void {
  process.umask(mask);
}

/**
 * Makes the data folder and what is in it accessible to the owner only: whoever reads its data can
 * sign in as anybody. Returns a sentence for the log where something was accessible to others.
 */
export function closeToOthers(folder: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const opened: string[] = [];
  const failures: string[] = [];
  const close = (path: string, mode: number): void => {
    const before = statSync(path).mode;
    if ((before & 0o077) === 0) return;
    opened.push(path);
    try {
      chmodSync(path, mode);
    } catch (error) {
      failures.push(`${path} (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  if ((statSync(folder).mode & shared_bit) === 0) close(folder, folder_mode);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = lstatSync(path);
    // Links are skipped: one may lead to files of somebody else.
    if (ours.has(name) && (found.isFile() || found.isSocket())) close(path, file_mode);
    if (name !== log_folder || !found.isDirectory()) continue;
    close(path, folder_mode);
    const segments = readdirSync(path).map((segment) => join(path, segment));
    for (const segment of segments) if (lstatSync(segment).isFile()) close(segment, file_mode);
  }
  if (failures.length > 0) {
    return `Other users of this machine can get at ${failures.join(', ')}, which cannot be changed: whoever reads the data folder can sign in as anybody.`;
  }
  if (opened.length === 0) return undefined;
  return `Other users of this machine could get at ${opened.join(', ')}; now they cannot. Whoever read the data could sign in as anybody: if that may have happened, set new passwords and new keys of the shards.`;
}
