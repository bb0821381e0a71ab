import type { LogDisk } from '../../../server/storage/file-log/disk.ts';
import { timedDisk } from '../../../server/storage/file-log/timed-disk.ts';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { TestFolder } from '../../support/folder.ts';
import { GatedDisk } from '../../support/gated-disk.ts';
import { putRecords } from '../../support/put-records.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('how long flushes take');

const folder = new TestFolder();
test.after(() => folder.remove());

// [O87] Every flush of the log is counted with how long the disk took for it, also one that failed.
test('[O87] every flush of the log in a folder is counted', async () => {
  const disk = new GatedDisk();
  const opened = await openFolderStorage(folder.path, { logDisk: disk.over });
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage, flushFigure } = opened;
  for (const value of [1, 2, 3]) {
    await putRecords(storage, [{ space: 'discord', key: 'meta', value: { value } }]);
    assert.is(flushFigure().count, disk.appends);
  }
  assert.ok(disk.appends >= 3);
  assert.ok(flushFigure().sum > 0);
  await storage.close();
});

test('[O87] a flush is timed until the disk has answered it, whatever the answer', async () => {
  const waits: Array<{ done: () => void; failed: (error: Error) => void }> = [];
  let now_ms = 5_000;
  const took_s: number[] = [];
  const below = {
    open: async () => ({
      append: () => new Promise<void>((done, failed) => waits.push({ done, failed })),
    }),
  } as unknown as LogDisk;
  const disk = timedDisk(below, { elapsed: () => now_ms }, (seconds) => took_s.push(seconds));
  const file = await disk.open('1');
  const first = file.append(Buffer.alloc(1), 0);
  now_ms += 250;
  assert.equal(took_s, []);
  waits[0]!.done();
  await first;
  assert.equal(took_s, [0.25]);
  const second = file.append(Buffer.alloc(1), 1).catch(({ message }: Error) => message);
  now_ms += 4_000;
  waits[1]!.failed(new Error('no space'));
  assert.is(await second, 'no space');
  assert.equal(took_s, [0.25, 4]);
});
