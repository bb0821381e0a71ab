import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabases, openMeta, openRoot } from '../../../server/storage/lmdb/databases.ts';
import { earlierIndex, makeEarlier } from '../../support/earlier-lists.ts';
import { cutEverywhere, dump, upgrade } from '../../support/folder-upgrade.ts';
import { TestFolder } from '../../support/folder.ts';
import { Story, archiving, closing } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('the lists of an earlier folder', { limit_ms: 120_000 });
const folders: TestFolder[] = [];
test.after(() => {
  for (const folder of folders) folder.remove();
});

/** More keys in one order of all lists than are read at once. */
const tickets = 600;

async function closed(): Promise<TestFolder> {
  const folder = new TestFolder();
  folders.push(folder);
  const storage = await folder.open();
  const stories = Array.from({ length: tickets }, (_, i) => {
    return new Story(`t${i}`, i + 1, [`${i % 7}`, `${100 + i}`]);
  });
  await Promise.all(stories.map((story) => story.open(storage)));
  await Promise.all(
    stories.map((story, i) => story.commit(storage, closing, ...(i % 3 === 0 ? [archiving] : []))),
  );
  await storage.close();
  return folder;
}

function copyOf(folder: TestFolder): TestFolder {
  const copy = new TestFolder();
  folders.push(copy);
  copyFileSync(join(folder.path, 'data.mdb'), join(copy.path, 'data.mdb'));
  return copy;
}

/** What is in the lists, key by key as it once was. */
async function listed({ path }: TestFolder): Promise<string[]> {
  const root = openRoot(path, true);
  const rows = earlierIndex(openDatabases(root, openMeta(root))).getRange({});
  const texts = Array.from(rows, ({ key, value }) => `${String(key)} ${value.toString('hex')}`);
  await root.close();
  return texts;
}

// [J106] Lists of a folder of the version before are made of its keys; cut off, that begins anew,
// with what the version before did meanwhile.
test('[J106] lists of a folder of the version before are today’s, wherever that was cut off', async () => {
  const folder = await closed();
  const wanted = await listed(folder);
  assert.ok(wanted.length > 14 * tickets);
  await makeEarlier(folder.path, 4);
  const earlier = (await dump(folder))['index']!;
  assert.is(earlier.length, wanted.length);

  const upgraded = copyOf(folder);
  await upgrade(upgraded);
  assert.equal(await listed(upgraded), wanted);
  assert.ok((await dump(upgraded))['index']!.length < wanted.length / 4);
  assert.ok((await cutEverywhere(async () => copyOf(folder))) >= 12);
});

test('[J106] what the version before did after an upgrade was cut off is in the lists', async () => {
  const folder = await closed();
  await makeEarlier(folder.path, 4);
  assert.ok((await upgrade(folder, { at: 4, isWritten: true })).isCut);
  // It reopened the ticket with number 5.
  const root = openRoot(folder.path);
  const { index } = openDatabases(root, openMeta(root));
  await root.transaction(() => {
    for (const key of [...index.getKeys({ start: ['settled'], end: ['word', '\u{10ffff}'] })]) {
      if ((key as unknown[]).at(-1) === 5) void index.remove(key);
    }
  });
  await root.close();
  await upgrade(folder);
  const storage = await folder.open();
  for (const list of [{}, { participant: '4' }, { participant: '104' }, { shard: 'north' }]) {
    assert.equal(storage.tables.closedAmong([4, 5], [list]), 'participant' in list ? [] : [4]);
    const places = storage.tables.closedPlaces(list, { limit: tickets });
    assert.not(places.some(({ number }) => number === 5));
  }
  assert.is(storage.tables.closedCount(), tickets - 1);
  const stuck = storage.tables.closedByWord('stuck', { limit: 9 });
  assert.equal(
    stuck.map(({ number }) => number),
    [1, 2, 3, 4, 6, 7, 8, 9, 10],
  );
  await storage.close();
});
