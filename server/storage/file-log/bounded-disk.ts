import { holdingClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import type { LogDisk } from './disk.ts';

/**
 * The disk during a start: each call rejects if it is not answered in time, so that a start never
 * hangs silently. Later answers are ignored.
 */
export function boundedDisk(disk: LogDisk, wait_ms: number): LogDisk {
  return {
    list: () => inTime(wait_ms, disk.list()),
    read: (name) => inTime(wait_ms, disk.read(name)),
    create: (name, bytes) => inTime(wait_ms, disk.create(name, bytes)),
    remove: (name) => inTime(wait_ms, disk.remove(name)),
    async open(name) {
      const file = await inTime(wait_ms, disk.open(name));
      return {
        append: (bytes, at) => inTime(wait_ms, file.append(bytes, at)),
        isInPlace: () => file.isInPlace(),
        close: () => inTime(wait_ms, file.close()),
      };
    },
  };
}

/** Rejects if it takes longer. */
export async function inTime<T>(wait_ms: number, work: Promise<T>): Promise<T> {
  let cancel: Cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = holdingClock.after(wait_ms, () => {
      reject(new Error(`the disk did not answer within ${wait_ms / 1_000} s`));
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
