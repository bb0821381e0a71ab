import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { manifest_file } from './backup-manifest.ts';

/**
 * Why a folder is not opened: it is a backup, which would be none any more once something wrote to it.
 * Ask before anything is made in it.
 */
export function backupFault(path: string): string | undefined {
  if (!existsSync(join(path, manifest_file))) return undefined;
  return `${path} is a backup, not a data folder, and stays as it is: shardbell restore ${path} makes a data folder of it.`;
}
