import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyOf } from '../disk/state.ts';

/** What this process holds, so that its own mark can be told from one left by another life of it. */
const held = new Set<string>();

/** A file that says which live process serves a folder. It means nothing once that one is gone. */
export interface FolderLock {
  release(): void;
}

/**
 * Undefined when a live process holds the folder. It is there to say so early and in clear words;
 * what really keeps a second server out is the owner record (`owner.ts`), for two that start in the
 * same instant may both pass here, and so may one that cannot see the other's processes.
 * Throws when the folder cannot be written.
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
    // On a disk that takes no writes nobody writes the data either.
    if (whyOf(error) === undefined) throw error;
  }
  held.add(path);
  return {
    release: () => {
      held.delete(path);
      try {
        if (readLock(path)?.pid === process.pid) rmSync(path, { force: true });
      } catch {
        // It means nothing once this process is gone.
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

/**
 * Tells one life of a process number from the next: when it started, in which run of the machine.
 * Undefined when it is not alive; where the system has no /proc, only whether it is.
 */
function markOf(pid: number): string | undefined {
  const boot = readProc('sys/kernel/random/boot_id')?.trim();
  if (boot === undefined) return isAlive(pid) ? '' : undefined;
  // "pid (name) state ppid …", where the name may itself hold spaces and brackets.
  const stat = readProc(`${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z') return undefined;
  return `${boot}/${fields[19]}`;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
