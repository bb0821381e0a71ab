import { nanoid } from 'nanoid';
import { sector_bytes } from '../../../server/storage/file-log/frame.ts';
import { recovered, recoveryFault } from '../../support/file-logs.ts';
import { assert, suite } from '../../support/suite.ts';
import {
  changed,
  emptyDisk,
  epoch,
  first,
  last_at,
  segment_bytes,
  third,
  threeBatches,
  threeSegments,
  write,
} from './recover-disk.ts';

const test = suite('opening a log that is not the one');

// [J120] A folder that was copied while it ran, an older copy, a log of another folder and a
// segment that is missing, cut short, renamed or none are refused in one sentence.
test('[J120] a folder that was copied while it ran, so that a segment is missing, is refused', async () => {
  const disk = await threeSegments();
  const copy = emptyDisk();
  for (const name of [first, third]) copy.put(name, disk.contents(name));
  const sentence = await recoveryFault(copy, epoch, 1);
  assert.match(sentence, `${third} at byte 0: the segment that ends at position 4 is missing`);
  assert.is(
    (await recovered(copy, epoch, 4)).entries.length,
    2,
    'from where the tables have what was in it',
  );
});

test('[J120] a segment that was copied before its last batches were written is refused', async () => {
  const disk = await threeSegments();
  const early = changed(disk, '0000000002.log', (bytes) => void bytes.fill(0, 2 * sector_bytes));
  assert.match(
    await recoveryFault(early, epoch, 0),
    `0000000002.log at byte ${2 * sector_bytes}: `,
  );
});

test('[J120] an older copy of the log is refused where the tables have more', async () => {
  const disk = await threeSegments();
  const copy = emptyDisk();
  copy.put(first, disk.contents(first));
  const sentence = await recoveryFault(copy, epoch, 3);
  assert.match(sentence, 'the log ends at position 2, but data.mdb has what came up to 3');
  assert.match(sentence, 'of one backup');
});

test('[J120] a log without any segment is refused where there must be one', async () => {
  assert.match(await recoveryFault(emptyDisk(), epoch, 3), 'there is no segment of it');
});

test('[J120] a log of another data folder, or of one that was restored, is refused', async () => {
  const disk = await threeSegments();
  assert.match(
    await recoveryFault(disk, nanoid(), 1),
    `${third} at byte 0: it belongs to another data folder`,
  );
});

test('[J120] tables that stand where the log has nothing are refused', async () => {
  const disk = await threeBatches();
  const torn = changed(disk, first, (bytes) => void bytes.fill(0xff, last_at + 60, last_at + 70));
  await write(torn, 3, [['f']]);
  assert.match(await recoveryFault(torn, epoch, 4), 'position 4 of data.mdb is not in the log');
});

test('[J120] a segment that was cut short, renamed, or is none is refused by name', async () => {
  const disk = await threeSegments();
  const cut = changed(disk, third, (bytes) => bytes.subarray(0, 2_000));
  assert.match(
    await recoveryFault(cut, epoch, 0),
    `${third} at byte 2000: the file has 2000 of ${segment_bytes} bytes`,
  );
  const renamed = changed(disk, third, () => disk.contents(first));
  assert.match(
    await recoveryFault(renamed, epoch, 0),
    `${third} at byte 0: it is segment 1 under another name`,
  );
  const none = changed(disk, third, () => Buffer.from('not a segment'));
  assert.match(
    await recoveryFault(none, epoch, 0),
    `${third} at byte 0: it begins with neither zeros nor`,
  );
  const overwritten = changed(disk, third, (bytes) => void bytes.fill(0, 0, sector_bytes));
  assert.match(
    await recoveryFault(overwritten, epoch, 0),
    `${third} at byte 0: it begins with neither`,
  );
});
