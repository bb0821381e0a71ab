import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyOf } from '../disk/state.ts';
import { markOf } from './process-mark.ts';

/**
 * Folders locked by this process, to tell its own lock from one of an earlier process with the same
 * number.
 */
const held = new Set<string>();

/**
 * A file that says which live process serves a folder. It means nothing once that process has
 * ended.
 */
export interface FolderLock {
  release(): void;
}

/**
 * Undefined when a live process holds the folder. This is only an early and clear message: the
 * owner record (`owner.ts`) keeps a second server out, since two that start in the same instant may
 * both pass here, and so may one that cannot see the other's processes. Throws when the folder
 * cannot be written.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  const path = join(realpathSync(folder), 'server.pid');
  const mark = markOf(process.pid) ?? '';
  const holder = readLock(path);
  if (holder !== undefined) {
    const alive = holder.pid === process.pid ? held.has(path) : markOf(holder.pid) === holder.mark;
    if (alive) return undefined;
  }
  try {
    writeFileSync(path, `${process.pid} ${mark}\n`);
  } catch (error) {
    // On a disk that takes no writes nobody can write the data either.
    if (whyOf(error) === undefined) throw error;
  }
  held.add(path);
  return {
    release: () => {
      held.delete(path);
      try {
        if (readLock(path)?.pid === process.pid) rmSync(path, { force: true });
      } catch {
        // The file means nothing once this process has ended.
      }
    },
  };
}

function readLock(path: string): { pid: number; mark: string } | undefined {
  try {
    const [pid, mark = ''] = readFileSync(path, 'utf8').trim().split(' ');
    return Number(pid) > 0 ? { pid: Number(pid), mark } : undefined;
  } catch {
    return undefined;
  }
}
