import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Backups } from '../../server/admin/backups.ts';
import { backUp } from '../../server/storage/folder/backup.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import { fillFolder } from '../support/backups.ts';
import { TestFolder } from '../support/folder.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { said, Story } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a backup on a disk that hangs');

const name =
  '[J157] a backup whose disk does not answer ends in a sentence after a while, and writes go on; the next one waits for that disk';
const body = async (): Promise<void> => {
  const disk = SmallDisk.make(64 * 1024 * 1024);
  const folder = new TestFolder();
  let isFrozen = false;
  try {
    await fillFolder(folder, 1);
    const opened = await openFolderStorage(folder.path);
    assert.ok(opened.ok);
    const { storage, snapshot } = opened;
    const { epoch, origin } = storage;
    const source = { data: folder.path, epoch, origin, isScript: () => false, snapshot };
    const backups = new Backups({
      silent_ms: 300,
      run: (order, signal, told) => backUp(source, order, signal, told),
    });
    const call = { tell() {}, signal: new AbortController().signal };
    const to = join(disk.path, 'backup');
    disk.freeze();
    isFrozen = true;
    const sentence = async (): Promise<string> => {
      const answer = await backups.make({ to }, call);
      return answer.ok ? 'made' : answer.sentence;
    };
    assert.is(
      await sentence(),
      `The backup ${to} was not made: its disk did not answer for 0.3 s. The server goes on.`,
    );
    assert.is(
      await sentence(),
      `The disk of the backup ${to} still does not answer: see to that disk first.`,
    );
    const story = new Story('meanwhile', 2);
    await story.open(storage);
    await story.commit(storage, said('goes on'));
    disk.thaw();
    isFrozen = false;
    while (backups.isBusy) await new Promise((done) => setImmediate(done));
    assert.equal(readdirSync(disk.path), ['lost+found']);
    assert.is(await sentence(), 'made');
    await storage.close();
  } finally {
    if (isFrozen) disk.thaw();
    folder.remove();
    disk.remove();
  }
};
const fault = SmallDisk.fault();
if (fault === undefined) test(name, body);
else test.skip(name, fault, body);
