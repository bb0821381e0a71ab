import { statfsSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { measureDisk, type DiskFigure } from './disk.ts';
import { versionOf } from './installed.ts';

/** What the figures were measured with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gib: number;
  readonly kernel: string;
  readonly filesystem: string;
  /** Before anything was measured. */
  readonly disk: DiskFigure;
  /** Processes that wanted to run in the minute before, beside the bench. */
  readonly load: number;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
}

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
    disk: measureDisk(folder),
    load: loadavg()[0]!,
    node: process.version,
    versions,
  };
}

export function machineLines(machine: Machine): string[] {
  const { cpu, cores, memory_gib, kernel, filesystem, disk, load, node, versions } = machine;
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${cores} cores, ${memory_gib} GiB, ${kernel}; load ${load.toFixed(1)} before it began`,
    `${filesystem}, 4 KiB on disk in ${disk.p50_ms.toFixed(2)} ms, 99 of 100 times within ${disk.p99_ms.toFixed(2)}`,
    `Node ${node}, ${libraries.join(', ')}`,
  ];
}
