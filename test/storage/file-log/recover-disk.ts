import { nanoid } from 'nanoid';
import { sector_bytes } from '../../../server/storage/file-log/frame.ts';
import type { Position } from '../../../server/storage/log.ts';
import { begun, EntryTables, recovered } from '../../support/file-logs.ts';
import { chanceOf } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert } from '../../support/suite.ts';

export const segment_bytes = 16_384;
export const epoch = nanoid();

export function emptyDisk(): SimulatedDisk {
  return new SimulatedDisk(chanceOf(1));
}

/** Goes on behind what is there above `after`, with one batch for each list of texts. */
export async function write(
  disk: SimulatedDisk,
  after: Position,
  batches: ReadonlyArray<readonly string[]>,
): Promise<void> {
  const tables = new EntryTables();
  const found = await recovered(disk, epoch, after);
  const log = await begun({
    disk,
    epoch,
    recovered: found,
    lastOf: tables.lastOf,
    segment_bytes,
    batch_bytes_max: 8_192,
  });
  for (const texts of batches) {
    const appends = texts.map((text) =>
      log.append({ subject: 'ticket.a', bytes: Buffer.from(text) }),
    );
    for (const { kind } of await Promise.all(appends)) assert.is(kind, 'durable');
  }
  await log.close();
}

/** The same disk with one file changed. */
export function changed(
  disk: SimulatedDisk,
  name: string,
  change: (bytes: Buffer) => Buffer | void,
): SimulatedDisk {
  const copy = emptyDisk();
  for (const each of disk.names) copy.put(each, disk.contents(each));
  const bytes = disk.contents(name);
  copy.put(name, change(bytes) ?? bytes);
  return copy;
}

export const first = '0000000001.log';
/** Where the last of the batches begins that `threeBatches` writes, each in one sector. */
export const last_at = 3 * sector_bytes;
/** Of that batch, without the zeros behind it. */
export const batch_bytes = 48 + 2 * 15;

export async function threeBatches(): Promise<SimulatedDisk> {
  const disk = emptyDisk();
  await write(disk, 0, [['a', 'b'], ['c'], ['d', 'e']]);
  return disk;
}

/** Three segments, each begun behind two batches of the one before. */
export async function threeSegments(): Promise<SimulatedDisk> {
  const disk = emptyDisk();
  await write(disk, 0, [['a'], ['b']]);
  await write(disk, 0, [['c'], ['d']]);
  await write(disk, 0, [['e'], ['f']]);
  return disk;
}

export const third = '0000000003.log';
