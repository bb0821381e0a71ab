import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateOf } from '../../../server/storage/lmdb/page-file.ts';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { TestFolder } from '../../support/folder.ts';
import { Story, said } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { writeRecords } from '../../support/put-records.ts';

const test = suite('a damaged data file');
const page_bytes = 4096;

// [J57] A damaged page is told in a sentence, and takes nothing away but what was on it.
test('[J57] a damaged page is told in a sentence, and takes nothing away but what was on it', async () => {
  const folder = new TestFolder();
  const first = await folder.open();
  const stories = Array.from({ length: 60 }, (_, i) => new Story(`t${i}`, i + 1));
  for (const story of stories) await story.open(first);
  for (const story of stories) await story.commit(first, said(`${story.id} ${'x'.repeat(6_000)}`));
  await first.close();

  const path = join(folder.path, 'data.mdb');
  const good = readFileSync(path);
  const damage = async (
    page: number,
  ): Promise<{ read: number; told: string | undefined; wrote: string }> => {
    const bytes = Buffer.from(good);
    bytes.fill(0, page * page_bytes, (page + 1) * page_bytes);
    writeFileSync(path, bytes);
    const opened = await openFolderStorage(folder.path);
    if (!opened.ok) throw new Error(opened.sentence);
    const { storage, damage: found } = opened;
    let read = 0;
    for (const { id } of stories) {
      try {
        read += storage.tables.history(id, 'public', { limit: 9 }).length > 0 ? 1 : 0;
      } catch {
        // Its own only.
      }
    }
    const wrote = (await writeRecords(storage, [{ space: 'roster', key: 'a', value: 1 }])).kind;
    await storage.close();
    return { read, told: found.fault(), wrote };
  };

  // The page that holds the text of one ticket, and none of another.
  const page = Math.floor(good.lastIndexOf('t7 xxx') / page_bytes);
  const one = await damage(page);
  assert.is(one.read, stories.length - 1);
  assert.match(one.told!, /^The data of ticket t7 in data\.mdb is damaged \(.+\): .*backup/u);
  assert.is(one.wrote, 'durable');
  folder.remove();
});

test('[J57] a page of no tree is found when the folder is opened', async () => {
  const folder = new TestFolder();
  const first = await folder.open();
  const stories = Array.from({ length: 60 }, (_, i) => new Story(`t${i}`, i + 1));
  for (const story of stories) await story.open(first);
  await first.close();
  const path = join(folder.path, 'data.mdb');
  const bytes = readFileSync(path);
  // The newest copy of the leaf with a ticket's entries; older ones lie among the free pages.
  const found = [];
  for (let page = 2; page * page_bytes < bytes.length; page++) {
    const damaged = Buffer.from(bytes);
    damaged.fill(0, page * page_bytes, (page + 1) * page_bytes);
    writeFileSync(path, damaged);
    const state = stateOf(path, 'r');
    if (state.kind === 'whole' && state.damaged_pages > 0) found.push(page);
  }
  assert.ok(found.length > 0);
  assert.ok(found.length < bytes.length / page_bytes);
  writeFileSync(path, bytes);
  assert.equal(stateOf(path, 'r'), { kind: 'whole', damaged_pages: 0 });
  folder.remove();
});
