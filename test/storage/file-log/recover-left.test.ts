import { sector_bytes } from '../../../server/storage/file-log/frame.ts';
import { recovered, serve, textsOf } from '../../support/file-logs.ts';
import { chanceOf, testSeed } from '../../support/seed.ts';
import { assert, suite } from '../../support/suite.ts';
import {
  changed,
  emptyDisk,
  epoch,
  first,
  segment_bytes,
  third,
  threeBatches,
  threeSegments,
} from './recover-disk.ts';

const test = suite('opening a log with something left in its files');

// [J110] What was only made ahead, what other segments left and what is posted to look like frames
// is never taken for entries.
test('[J110] a segment that was only made ahead, or was not finished, is left out', async () => {
  const disk = await threeSegments();
  disk.put('0000000004.log', Buffer.alloc(segment_bytes));
  disk.put('0000000005.log', Buffer.alloc(0));
  disk.put('0000000006.log', Buffer.alloc(0));
  disk.put('0000000006.log.new', Buffer.alloc(100, 0xee));
  disk.put('data.mdb', Buffer.alloc(100, 0xee));
  const { entries, number } = await recovered(disk, epoch, 0);
  assert.equal([entries.length, number], [6, 7]);
});

test('[J110] what other segments left is not taken for entries, wherever it lies', async () => {
  const disk = await threeSegments();
  const others = disk.contents('0000000002.log');
  for (const at of [3, 4, 7]) {
    const left = changed(
      disk,
      third,
      (bytes) => void others.copy(bytes, at * sector_bytes, sector_bytes, 3 * sector_bytes),
    );
    assert.equal(textsOf((await recovered(left, epoch, 0)).entries), [
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ]);
  }
});

test('[J110] an entry that looks like frames is not taken for entries, whole or torn', async () => {
  const other = await threeBatches();
  const frames = other.contents(first).subarray(0, 4 * sector_bytes);
  // So that the frames in it begin at sectors, as those of the log do.
  const before = sector_bytes - 48 - 6 - 'ticket.a'.length;
  const bytes = Buffer.concat([Buffer.alloc(before), frames]);
  const disk = emptyDisk();
  const { log, post } = await serve(disk, epoch);
  await post('ticket.a', 'a');
  await log.append({ subject: 'ticket.a', bytes });
  const at = 2 * sector_bytes;
  assert.equal(
    disk.contents(first).subarray(at + sector_bytes, at + sector_bytes + frames.length),
    frames,
  );
  const { entries } = await recovered(disk, epoch, 0);
  assert.equal([entries.length, entries[1]!.bytes], [2, bytes]);
  for (const sector of [0, 1, 2, 3, 4]) {
    const torn = changed(
      disk,
      first,
      (all) => void all.fill(0, at + sector * sector_bytes, at + (sector + 1) * sector_bytes),
    );
    assert.equal(
      textsOf((await recovered(torn, epoch, 0)).entries),
      ['a'],
      `without sector ${sector}`,
    );
  }
});

test('[J110] random bytes in place of a segment, or behind its end, are never entries', async () => {
  const disk = await threeBatches();
  const chance = chanceOf(testSeed());
  for (let i = 0; i < 200; i += 1) {
    const noise = changed(disk, first, (bytes) => {
      const from = (4 + chance.below(4)) * sector_bytes;
      for (let at = from; at < from + 1_000; at += 1) bytes[at] = chance.below(256);
    });
    assert.equal(textsOf((await recovered(noise, epoch, 0)).entries), ['a', 'b', 'c', 'd', 'e']);
  }
});
