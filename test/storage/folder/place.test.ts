import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Storage } from '../../../server/storage/storage.ts';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { TestFolder } from '../../support/folder.ts';
import { Story, closing, said } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { ticketNumbers } from '../../support/ticket-numbers.ts';
import { writeRecords } from '../../support/put-records.ts';

const test = suite('a data folder and its place');
let folder: TestFolder;
const file = (name: string) => join(folder.path, name);
test.before.each(() => void (folder = new TestFolder()));
test.after.each(() => {
  rmSync(`${folder.path}-away`, { recursive: true, force: true });
  folder.remove();
});

async function sentenceOf(): Promise<string> {
  const opened = await openFolderStorage(folder.path);
  if (opened.ok) throw new Error('it was opened');
  return opened.sentence;
}

async function faultOf(storage: Storage): Promise<string> {
  while (storage.fault() === undefined) await wait(10);
  return storage.fault()!;
}

/** A folder with a ticket in it. */
async function prepared(): Promise<Story> {
  const storage = await folder.open();
  const story = new Story('t1', 1);
  await story.open(storage);
  await storage.close();
  return story;
}

/** What becomes of the files of the folder, and how it is undone, if it can be. */
const moves: Record<string, { go: () => void; back?: () => void }> = {
  'data.mdb is removed': { go: () => rmSync(file('data.mdb')) },
  'data.mdb is moved': {
    go: () => renameSync(file('data.mdb'), file('elsewhere')),
    back: () => renameSync(file('elsewhere'), file('data.mdb')),
  },
  'data.mdb is replaced by a copy': {
    go: () => {
      copyFileSync(file('data.mdb'), file('copy'));
      renameSync(file('copy'), file('data.mdb'));
    },
  },
  'lock.mdb is removed': { go: () => rmSync(file('lock.mdb')) },
  'the folder is removed': { go: () => rmSync(folder.path, { recursive: true }) },
  'the folder is moved': {
    go: () => renameSync(folder.path, `${folder.path}-away`),
    back: () => renameSync(`${folder.path}-away`, folder.path),
  },
  'the folder is replaced by a copy': {
    go: () => {
      renameSync(folder.path, `${folder.path}-away`);
      cpSync(`${folder.path}-away`, folder.path, { recursive: true });
    },
    back: () => {
      rmSync(folder.path, { recursive: true });
      renameSync(`${folder.path}-away`, folder.path);
    },
  },
};

for (const [what, { go, back }] of Object.entries(moves)) {
  // [J55] While data.mdb, lock.mdb or the folder is removed, moved or replaced nothing is
  // acknowledged, and reads go on; it is noticed while nobody writes.
  test(`[J55] while ${what} nothing is acknowledged, and reads go on`, async () => {
    const storage = await folder.open();
    const story = new Story('t1', 1);
    await story.open(storage);
    go();
    // At once, before anybody had time to look: what is written goes where no start will find it.
    const record = story.record([said('Where?')]);
    const outcome = await storage.tickets.commit('t1', story.head, record);
    assert.is.not(outcome.kind, 'durable');
    assert.match(storage.fault()!, /was removed, moved or replaced/u);
    assert.is(
      (await writeRecords(storage, [{ space: 'roster', key: 'a', value: 1 }])).kind,
      'rejected',
    );
    assert.is(await ticketNumbers(storage).next(), undefined);
    assert.ok((await storage.tickets.load('t1')).head >= story.head);

    back?.();
    if (back !== undefined) {
      // What had been written is told of once it is where it belongs.
      if (outcome.kind === 'unknown') {
        const resolved = await storage.tickets.resolve('t1', story.head);
        assert.is(resolved.kind, 'durable');
        if (resolved.kind === 'durable') story.wrote(record, resolved.head, resolved.head);
      }
      while (storage.fault() !== undefined) await wait(10);
      await story.commit(storage, said('Here'));
    }
    await storage.close();
    mkdirSync(folder.path, { recursive: true });
  });
}

test('[J55] it is noticed while nobody writes', async () => {
  const storage = await folder.open();
  rmSync(file('data.mdb'));
  assert.match(await faultOf(storage), /was removed, moved or replaced/u);
  await storage.close();
});

// [J56] A folder whose data is not there, empty or cut short is refused in one sentence; a file
// that ends before pages that are free is whole.
test('[J56] a folder whose data is not there, empty or cut short is refused in one sentence', async () => {
  const story = await prepared();
  const refused = `The data folder ${folder.path} cannot be opened: `;
  copyFileSync(file('data.mdb'), file('good'));
  const good = readdirSync(folder.path).length;

  truncateSync(file('data.mdb'), 16_384);
  assert.match(
    await sentenceOf(),
    /cannot be opened: data\.mdb was cut short, it has 16384 of \d+ bytes: put a backup in its place\.$/u,
  );
  truncateSync(file('data.mdb'), 0);
  assert.ok((await sentenceOf()).startsWith(`${refused}data.mdb is empty: `));
  rmSync(file('data.mdb'));
  assert.ok((await sentenceOf()).startsWith(`${refused}lock.mdb is there but data.mdb is not: `));
  assert.is(readdirSync(folder.path).length, good - 1);

  renameSync(file('good'), file('data.mdb'));
  const storage = await folder.open();
  assert.is((await storage.tickets.load('t1')).head, story.head);
  await storage.close();
});

test('[J56] a file that ends before pages that are free is whole', async () => {
  const stories = Array.from({ length: 40 }, (_, i) => new Story(`t${i}`, i + 1));
  const first = await folder.open();
  for (const story of stories) await story.open(first);
  for (const story of stories) await story.commit(first, said('x'.repeat(9_000)));
  await Promise.all(stories.map((story) => story.commit(first, closing)));
  await first.close();
  // As lmdb leaves it when the last pages it took were given back before they were written.
  const bytes = readData();
  for (const at of [24, 4096 + 24]) {
    const last = at + 120;
    bytes.writeBigUInt64LE(bytes.readBigUInt64LE(last) + 3n, last);
  }
  writeFileSync(file('data.mdb'), bytes);
  const again = await folder.open();
  for (const { id, head } of stories) assert.is((await again.tickets.load(id)).head, head);
  await again.close();
});

function readData(): Buffer {
  return readFileSync(file('data.mdb'));
}
