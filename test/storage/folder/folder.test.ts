import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { BehindTables } from '../../../server/storage/behind/behind-tables.ts';
import { openMeta, openRoot } from '../../../server/storage/lmdb/databases.ts';
import { folder_schema } from '../../../server/storage/folder/folder-schema.ts';
import { openFolder } from '../../../server/storage/folder/open-folder.ts';
import { ReplicaStorage } from '../../../server/storage/replica/replica-storage.ts';
import { Replica } from '../../../server/storage/replica/replica.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { makeEarlier } from '../../support/earlier-lists.ts';
import { TestFolder } from '../../support/folder.ts';
import { GatedDisk } from '../../support/gated-disk.ts';
import { Story, closing, noted, receiptOf, said } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { ticketNumbers } from '../../support/ticket-numbers.ts';
import { writeRecords } from '../../support/put-records.ts';

const test = suite('a data folder');
let folder: TestFolder;
test.before.each(() => void (folder = new TestFolder()));
test.after.each(() => folder.remove());

async function sentenceOf(path: string): Promise<string> {
  const opened = await openFolderStorage(path);
  if (opened.ok) throw new Error('it was opened');
  return opened.sentence;
}

test('[J30] everything is there again after the folder was closed and opened', async () => {
  const storage = await folder.open();
  const open = new Story('t1', 1, ['11', '12']);
  const closed = new Story('t2', 2);
  await open.commitWith(storage, [receiptOf('11/c1', 5)], open.opening, said('I am stuck'));
  await closed.open(storage);
  await writeRecords(storage, [{ space: 'discord', key: 'meta', value: {} }]);
  await closed.commit(storage, closing);
  await writeRecords(storage, [{ space: 'notice', key: '11/n1', value: 'hello' }]);
  assert.is(await ticketNumbers(storage).next(), 1);
  const look = (from: Storage) => ({
    epoch: from.epoch,
    active: [...from.tables.active()],
    closedTickets: from.tables.closedTickets({ limit: 9 }),
    counts: [{}, { participant: '11' }, { category: 'Bug' }].map((list) =>
      from.tables.closedCount(list),
    ),
    history: from.tables.history('t1', 'support', { limit: 9 }),
    receipt: from.tables.receipt('t1', '11/c1'),
    due: from.tables.due('discord', { limit: 9 }),
    position: from.records.position,
    notice: from.tables.get('notice', '11/n1'),
    numbers: [1, 2, 3].map((n) => from.tables.idOfNumber(n)),
  });
  const before = look(storage);
  assert.is(before.due.length, 1);
  await storage.close();

  const again = await folder.open();
  assert.equal(look(again), before);
  assert.equal(await again.tickets.load('t1'), { state: open.state, head: open.head });
  assert.is(await ticketNumbers(again).next(), 2);
  const last = closed.offset;
  await open.commit(again, said('Where?'));
  assert.ok(open.offset > last);
  await again.close();
});

// [J130] A folder that is closed lets go of data.mdb also where not all is there yet, unless a
// write hangs, and tries that once.
test('[J130] a folder that is closed lets go of data.mdb also where not all is there yet, which is tried once', async () => {
  const opened = await openFolder(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  const { writer } = tables;
  const storage = new ReplicaStorage(new Replica({ log, tables, onFault: () => {} }));
  // As where nothing can be written just now.
  writer.halt();
  const story = new Story('t1', 1);
  await story.open(storage);
  let ends = 0;
  const end = writer.end.bind(writer);
  writer.end = () => {
    ends += 1;
    return end();
  };
  await storage.close();
  assert.equal([ends, writer.position], [1, 0]);
  assert.throws(() => tables.closedTickets({ limit: 1 }), /closed/u);
  const again = await folder.open();
  assert.is((await again.tickets.load('t1')).head, story.head);
  await again.close();
});

test('[J131] a folder whose log rotted where data.mdb has all of it opens, with a warning', async () => {
  const storage = await folder.open();
  const story = new Story('t1', 1);
  await story.open(storage);
  const { tables } = storage;
  // As after a kill: what is in data.mdb is in the log still.
  while ((tables as BehindTables).writer.position < story.head) await turn();
  const copy = `${folder.path}-copy`;
  cpSync(folder.path, copy, { recursive: true });
  await storage.close();
  rmSync(join(copy, 'server.pid'));
  const log = join(copy, 'log', '0000000001.log');
  const bytes = readFileSync(log);
  bytes[512 + 60]! ^= 1;
  writeFileSync(log, bytes);
  const warnings: string[] = [];
  const onWarning = (sentence: string): void => void warnings.push(sentence);
  const opened = await openFolderStorage(copy, { onWarning });
  if (!opened.ok) throw new Error(opened.sentence);
  assert.is(warnings.length, 1);
  assert.match(warnings[0]!, /^A batch of the log is damaged, in 0000000001\.log at byte 512\. /u);
  await story.commit(opened.storage, said('Where?'));
  await opened.storage.close();
  rmSync(copy, { recursive: true });
});

test('[J132] a disk that hangs at a start ends that start in one sentence', async () => {
  const silent = 'the disk did not answer within 0.02 s.';
  const refused = `The data folder ${folder.path} cannot be opened: `;
  const attempt = async (): Promise<string> => {
    const disk = new GatedDisk();
    disk.hold();
    const opened = await openFolderStorage(folder.path, { logDisk: disk.over, start_wait_ms: 20 });
    disk.goOn();
    return opened.ok ? 'it was opened' : opened.sentence;
  };
  assert.is(await attempt(), refused + silent);
  const storage = await folder.open();
  const story = new Story('t1', 1);
  await story.open(storage);
  await storage.close();
  assert.is(await attempt(), `${refused}The log cannot be read: ${silent}`);
  const again = await folder.open();
  assert.is((await again.tickets.load('t1')).head, story.head);
  await again.close();
});

// [J31] Two logs, and so two folders, have two epochs.
test('[J31] two folders have two epochs', async () => {
  const other = new TestFolder();
  const storages = [await folder.open(), await other.open()];
  assert.is.not(storages[0]!.epoch, storages[1]!.epoch);
  await Promise.all(storages.map((storage) => storage.close()));
  other.remove();
});

test('[J32] a missing folder is made', async () => {
  const path = join(folder.path, 'a', 'b.c');
  const opened = await openFolderStorage(path);
  assert.ok(opened.ok);
  if (opened.ok) await opened.storage.close();
  assert.ok(existsSync(join(path, 'data.mdb')));
});

test('[J33] a folder that cannot be written is refused in one sentence', async () => {
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  assert.is(
    await sentenceOf(join(file, 'data')),
    `The data folder ${join(file, 'data')} cannot be written: not a directory.`,
  );
  const other = join(folder.path, 'other');
  mkdirSync(join(other, 'lock.mdb'), { recursive: true });
  assert.is(
    await sentenceOf(other),
    `${join(other, 'lock.mdb')} is in the way, for it is no file: move it elsewhere.`,
  );
});

test('[J38] a file that is no data file is refused in one sentence and left as it is', async () => {
  const file = join(folder.path, 'data.mdb');
  for (const bytes of [Buffer.alloc(8_192, 'x'), Buffer.alloc(8_192), Buffer.from('short')]) {
    writeFileSync(file, bytes);
    assert.is(
      await sentenceOf(folder.path),
      `The data folder ${folder.path} cannot be opened: ` +
        'data.mdb is damaged, or of a format that this version does not know.',
    );
    assert.ok(bytes.equals(readFileSync(file)));
  }
});

test('[J34] a folder in use is refused in one sentence, and can be opened once it is free', async () => {
  const storage = await folder.open();
  const sentence = `The data folder ${folder.path} is in use by a running server.`;
  assert.is(await sentenceOf(folder.path), sentence);
  const link = `${folder.path}-link`;
  symlinkSync(folder.path, link);
  assert.is(await sentenceOf(link), sentence.replace(folder.path, link));
  rmSync(link);
  await new Story('t1', 1).open(storage);
  await storage.close();
  await (await folder.open()).close();
});

test('[J47] the mark of a process that is gone does not hold a folder, whoever has its number now', async () => {
  const mark = join(folder.path, 'server.pid');
  const left = [
    `${process.pid} earlier/1`,
    `${process.ppid} earlier/1`,
    '999999999 x',
    'garbled',
    '',
  ];
  for (const text of left) {
    writeFileSync(mark, text);
    await (await folder.open()).close();
    assert.not(existsSync(mark));
  }
});

test('[J35] what a newer version wrote is refused in one sentence and left as it is', async () => {
  await (await folder.open()).close();
  const root = openRoot(folder.path);
  await openMeta(root).put('schema', Buffer.from([folder_schema + 1, 0xc1]));
  await root.close();
  const file = join(folder.path, 'data.mdb');
  const before = readFileSync(file);
  assert.is(
    await sentenceOf(folder.path),
    `The data in ${folder.path} was written by a newer version of Shardbell.`,
  );
  assert.ok(before.equals(readFileSync(file)));
});

test('[J49] a folder without those lists gets them when it is opened, also if that was cut off', async () => {
  const stories = Array.from({ length: 300 }, (_, i) => new Story(`t${i}`, i + 1));
  const first = await folder.open();
  await Promise.all(stories.map((story) => story.open(first)));
  await Promise.all(stories.map((story) => story.commit(first, closing)));
  await first.close();
  // The first time none is there; the second time some are, as after an upgrade that was cut off.
  for (const left of [0, 100]) {
    await makeEarlier(folder.path, 1, (key) => {
      const [kind, list, number] = key as [string, string, number];
      return !list?.startsWith?.('category/') || (kind !== 'count' && number < left);
    });

    const storage = await folder.open();
    const numbers = storage.tables.closedNumbers({ category: 'Bug', limit: 999 });
    assert.equal(numbers, stories.map(({ number }) => number).toReversed());
    const lists = [{ category: 'bug' }, {}, { participant: '11' }];
    assert.equal(
      lists.map((list) => storage.tables.closedCount(list)),
      [300, 300, 300],
    );
    await stories[7]!.commit(storage, noted('goes on'));
    await storage.close();
  }
});

test('[J36] what comes in one turn of the event loop is written with one flush', async () => {
  const disk = new GatedDisk();
  const storage = await folder.open({ logDisk: disk.over });
  const before = disk.appends;
  const stories = Array.from({ length: 300 }, (_, i) => new Story(`t${i}`, i + 1));
  await Promise.all(
    stories.map((story) => story.commitWith(storage, [receiptOf('11/c1', 1)], story.opening)),
  );
  assert.is([...storage.tables.active()].length, 300);
  assert.is(disk.appends, before + 1);
  await storage.close();
});
