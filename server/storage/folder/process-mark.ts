import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as others can look for it later, also those of other containers and machines. */
export interface ProcessMark {
  readonly host: string;
  /** Of process numbers: each container has its own. Empty where the system does not tell. */
  readonly namespace: string;
  readonly pid: number;
  readonly mark: string;
}

export function ownMark(): ProcessMark {
  const { pid } = process;
  return { host: hostname(), namespace: namespaceHere(), pid, mark: markOf(pid) ?? '' };
}

/** Whether it is certain that this process has ended. */
export function hasSurelyEnded({ host, namespace, pid, mark }: ProcessMark): boolean {
  const boot = bootHere();
  if (boot === undefined) return host === hostname() && mark === '' && !isAlive(pid);
  if (namespace !== namespaceHere() || !mark.startsWith(`${boot}/`)) return false;
  return markOf(pid) !== mark;
}

/**
 * Identifies a process beyond its number: by when it started and in which boot of the machine.
 * Undefined when it is not alive. Where the system has no /proc, it only tells whether it is alive.
 */
export function markOf(pid: number): string | undefined {
  const boot = bootHere();
  if (boot === undefined) return isAlive(pid) ? '' : undefined;
  // "pid (name) state ppid …", where the name may itself hold spaces and brackets.
  const stat = readProc(`${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z') return undefined;
  return `${boot}/${fields[19]}`;
}

function bootHere(): string | undefined {
  return readProc('sys/kernel/random/boot_id')?.trim();
}

function namespaceHere(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
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
