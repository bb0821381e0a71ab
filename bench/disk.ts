import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Time for 4 KiB on the disk, in milliseconds. */
export interface DiskFigure {
  readonly p50_ms: number;
  readonly p99_ms: number;
}

const flushes = 300;
const block = Buffer.alloc(4096);

/** Overwrites blocks of an existing file, with a flush after each. */
export function measureDisk(folder: string): DiskFigure {
  const data = mkdtempSync(join(folder, 'shardbell-bench-'));
  const file = openSync(join(data, 'flush'), 'w');
  try {
    const write = (i: number): number => writeSync(file, block, 0, block.length, i * block.length);
    for (let i = 0; i < flushes; i++) write(i);
    fsyncSync(file);
    const times = Array.from({ length: flushes }, (_, i) => {
      const began = performance.now();
      write(i);
      fdatasyncSync(file);
      return performance.now() - began;
    });
    return { p50_ms: quantile(times, 0.5), p99_ms: quantile(times, 0.99) };
  } finally {
    closeSync(file);
    rmSync(data, { recursive: true });
  }
}

/** The value at this quantile. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
