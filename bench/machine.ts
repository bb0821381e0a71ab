import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { versionOf } from './installed.ts';
import { median } from './rounds.ts';

/** What the figures were measured with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gib: number;
  readonly kernel: string;
  readonly filesystem: string;
  /** To write 4 KiB and wait for the disk: the median. */
  readonly flush_ms: number;
  /** Processes that wanted to run in the minute before, beside the bench. */
  readonly load: number;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
}

const flushes = 50;
/** Of statfs(2). */
const filesystems: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs, which no disk is behind',
  0x794c7630: 'overlay',
};

export function describeMachine(folder: string, peers: readonly string[]): Machine {
  const { type } = statfsSync(folder);
  const versions = Object.fromEntries([
    ...['ws', 'lmdb', 'msgpackr'].map((name) => [name, versionOf(name, 'ours')]),
    ...peers.map((name) => [name, versionOf(name, 'peer')]),
  ]) as Record<string, string>;
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    filesystem: filesystems[type] ?? `0x${type.toString(16)}`,
    flush_ms: flush(folder),
    load: loadavg()[0]!,
    node: process.version,
    versions,
  };
}

export function machineLines(machine: Machine): string[] {
  const { cpu, cores, memory_gib, kernel, filesystem, flush_ms, load, node, versions } = machine;
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${cores} cores, ${memory_gib} GiB, ${kernel}; load ${load.toFixed(1)} before it began`,
    `${filesystem}, 4 KiB on disk in ${flush_ms.toFixed(2)} ms`,
    `Node ${node}, ${libraries.join(', ')}`,
  ];
}

function flush(folder: string): number {
  const data = mkdtempSync(join(folder, 'shardbell-bench-'));
  const file = openSync(join(data, 'flush'), 'w');
  const block = Buffer.alloc(4096);
  const times: number[] = [];
  for (let i = 0; i < flushes; i++) {
    const began = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    times.push(performance.now() - began);
  }
  closeSync(file);
  rmSync(data, { recursive: true });
  return median(times);
}
