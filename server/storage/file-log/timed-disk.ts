import type { Stopwatch } from '../../../actors/runtime/clock.ts';
import type { LogDisk } from './disk.ts';

/** The disk below a log, which tells how long each write and its flush took, in seconds. */
export function timedDisk(
  disk: LogDisk,
  stopwatch: Stopwatch,
  onFlush: (seconds: number) => void,
): LogDisk {
  return {
    list: () => disk.list(),
    read: (name) => disk.read(name),
    create: (name, bytes) => disk.create(name, bytes),
    remove: (name) => disk.remove(name),
    async open(name) {
      const file = await disk.open(name);
      return {
        async append(bytes, at) {
          const from = stopwatch.elapsed();
          try {
            await file.append(bytes, at);
          } finally {
            onFlush((stopwatch.elapsed() - from) / 1_000);
          }
        },
        isInPlace: () => file.isInPlace(),
        close: () => file.close(),
      };
    },
  };
}
