import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { DiskWatch } from '../../../server/storage/disk/disk-watch.ts';
import { diskLimits } from '../../../server/storage/disk/disk-limits.ts';
import { DiskSpace } from '../../../server/storage/disk/space.ts';
import { Reserve } from '../../../server/storage/disk/reserve.ts';
import { TestFolder } from '../../support/folder.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('room on the disk');
const much_bytes = 16 * 1024 * 1024;

test('[J127] room for a large write is looked for off the event loop, and not once more when it is written', async () => {
  const folder = new TestFolder();
  const disk = await DiskWatch.open(folder.path);
  const { prove } = Reserve.prototype;
  let proven = 0;
  Reserve.prototype.prove = function counted(bytes: number): void {
    proven += 1;
    Reflect.apply(prove, this, [bytes]);
  };
  try {
    const seen = { turns: 0, isReady: false };
    const ready = disk.prepare(much_bytes).then(() => (seen.isReady = true));
    for (; !seen.isReady; seen.turns += 1) await turn();
    await ready;
    assert.ok(seen.turns > 1);
    assert.is(statSync(join(folder.path, 'reserve')).size, diskLimits.reserve_bytes);
    assert.is(disk.admit(much_bytes), undefined);
    assert.is(proven, 0);
    assert.is(disk.admit(4 * much_bytes), undefined);
    assert.is(proven, 1);
  } finally {
    Reserve.prototype.prove = prove;
    disk.close();
    folder.remove();
  }
});

test('[J135] a look at the disk that is under way when it is closed opens nothing again', async () => {
  const folder = new TestFolder();
  const space = new DiskSpace(folder.path);
  await space.open();
  const again = space.reopen();
  space.close();
  assert.is(await again, false);
  assert.not(space.isOpen);
  folder.remove();
});
