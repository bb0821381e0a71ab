import { readdirSync, readFileSync } from 'node:fs';

/**
 * SIGKILLs a process that leads its own group, with all that it started. The group alone is not
 * enough: Playwright starts Chromium as a leader of another one, and so may a test its server.
 */
export function killTree(leader: number): void {
  const tree = [leader, ...descendants(leader)];
  // Both the group and the process, for a descendant may lead a group or not.
  for (const pid of tree) for (const target of [-pid, pid]) kill(target);
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // Gone already, which is what was wanted.
  }
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of list('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(name);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (let level = [root]; level.length; found.push(...level)) {
    level = level.flatMap((pid) => children.get(pid) ?? []);
  }
  return found;
}

function parentOf(pid: string): number {
  try {
    // "pid (name) state ppid …", where the name may itself hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return -1;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // No /proc on this system: the group is all that is known.
  }
}
