import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decode, encode } from '../../../server/storage/packed/codec.ts';
import {
  openDatabases,
  openFeed,
  openMeta,
  openRoot,
} from '../../../server/storage/lmdb/databases.ts';
import { DiskWatch } from '../../../server/storage/disk/disk-watch.ts';
import { upgradeFolder } from '../../../server/storage/folder/folder-schema.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { Owner } from '../../../server/storage/lmdb/owner.ts';
import { makeEarlier } from '../../support/earlier-lists.ts';
import { cutEverywhere, dump, upgrade, type Dump } from '../../support/folder-upgrade.ts';
import { TestFolder } from '../../support/folder.ts';
import { packageRoot } from '../../support/package-root.ts';
import { playing } from '../../support/players.ts';
import { Story, closing, noted, said } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { writeRecords } from '../../support/put-records.ts';

const test = suite('a folder with a feed', { limit_ms: 60_000 });
const data = join(packageRoot, 'test/data');
const folders: TestFolder[] = [];
test.after(() => {
  for (const folder of folders) folder.remove();
});

function newFolder(): TestFolder {
  const folder = new TestFolder();
  folders.push(folder);
  return folder;
}

/** A folder as version 0.1.0 left it, with commits behind both cursors. */
function released(): TestFolder {
  const folder = newFolder();
  const packed = readFileSync(join(data, 'folder-0.1.0/data.mdb.gz'));
  writeFileSync(join(folder.path, 'data.mdb'), gunzipSync(packed));
  return folder;
}

/**
 * Many tickets and replies, whose notices and due work were not made: as if a version with a feed had
 * written them. Returns all that is there had they been made.
 */
async function behind(folder: TestFolder, tickets: number, replies: number): Promise<Dump> {
  const opened = await openFolderStorage(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage } = opened;
  const feed: Array<{ readonly last: number; readonly pointers: unknown[] }> = [];
  storage.onTurn(({ position, after, events }) => {
    const last = after.supportSeq;
    feed.push({ last: position, pointers: [after.id, last - events.length + 1, last] });
  });
  await writeRecords(storage, [
    ...playing('11', '12'),
    { space: 'discord', key: 'meta', value: {} },
  ]);
  const stories = Array.from(
    { length: tickets },
    (_, i) => new Story(`t${i}`, i + 1, ['11', '12']),
  );
  for (const story of stories) await story.commit(storage, story.opening, noted('look'));
  for (let i = 0; i < replies; i++) await stories[i % tickets]!.commit(storage, said(`r${i}`));
  await stories[0]!.commit(storage, closing);
  await storage.close();
  const made = await dump(folder);

  const root = openRoot(folder.path);
  const meta = openMeta(root);
  const dbs = openDatabases(root, meta);
  const old = openFeed(root);
  for (const key of [...dbs.due.getKeys({})]) await dbs.due.remove(key);
  for (const key of [...dbs.records.getKeys({ start: ['notice'], end: ['notice', '\u{10ffff}'] })])
    await dbs.records.remove(key);
  for (const { last, pointers } of feed) await old.put(last, encode(pointers));
  await root.close();
  await makeEarlier(folder.path, 3);
  return made;
}

test('[J85] a folder with a feed is upgraded: what waits behind the cursors becomes what entries make today, and the feed goes', async () => {
  const folder = newFolder();
  // More commits than are read at once, more notices than an account may have.
  const made = await behind(folder, 30, 420);
  const opened = newFolder();
  copyFileSync(join(folder.path, 'data.mdb'), join(opened.path, 'data.mdb'));
  const { writes } = await upgrade(opened);
  assert.ok(writes > 8, `${writes}`);
  assert.equal(await dump(opened), made);
  assert.ok(made['due']!.length > 0);
  const storage = await opened.open();
  assert.is(storage.tables.list('notice', { prefix: '11/', limit: 999 }).length, 100);
  const { position } = storage.records;
  const story = new Story('new', 99);
  await story.open(storage);
  assert.is(story.head, position + 1);
  await storage.close();
});

test('[J86] cut off at any of its writes, an upgrade goes on: nothing is lost and nothing is twice', async () => {
  assert.ok((await cutEverywhere(async () => released())) >= 5);
  const large = newFolder();
  await behind(large, 20, 230);
  const copy = async () => {
    const folder = newFolder();
    copyFileSync(join(large.path, 'data.mdb'), join(folder.path, 'data.mdb'));
    return folder;
  };
  assert.ok((await cutEverywhere(copy)) >= 6);
});

test('[J95] an upgrade of a folder ends in words when another server takes the folder over, whenever it does', async () => {
  for (const sample of ['journal-v1', 'journal-v2', 'journal-v3', 'journal-v4']) {
    for (let at = 1; ; at += 1) {
      const folder = newFolder();
      copyFileSync(join(data, sample, 'data.mdb'), join(folder.path, 'data.mdb'));
      const disk = await DiskWatch.open(folder.path);
      const root = openRoot(folder.path);
      const meta = openMeta(root);
      const dbs = openDatabases(root, meta);
      const owner = Owner.take(meta, disk);
      let writes = 0;
      const write = owner.write.bind(owner);
      owner.write = (rows) => {
        writes += 1;
        if (writes === at) Owner.take(meta, disk);
        return write(rows);
      };
      const upgraded = upgradeFolder(dbs, owner, meta.get('schema')![0]!, () => {});
      const ended = await upgraded.then(
        () => 'upgraded',
        (error: Error) => error.message,
      );
      await root.close();
      disk.close();
      if (writes < at) {
        assert.is(ended, 'upgraded');
        break;
      }
      assert.is(ended, 'another server has taken it over', `${sample}, write ${at}`);
    }
  }
});

test('[N20] a commit that cannot be read when a folder with a feed is upgraded is told in a sentence, and costs no other notice', async () => {
  const folder = released();
  const root = openRoot(folder.path);
  const dbs = openDatabases(root, openMeta(root));
  const facts = JSON.parse(readFileSync(join(data, 'folder-0.1.0/facts.json'), 'utf8')) as {
    readonly tickets: { readonly stuck: string; readonly party: string };
  };
  const { stuck, party } = facts.tickets;
  for (const { key, value } of dbs.tickets.getRange({ start: [stuck], end: [stuck, 1] })) {
    const { change } = decode(value) as { readonly change: { readonly body?: string } };
    if (change.body === 'not made yet') await dbs.tickets.put(key, Buffer.from([99]));
  }
  await root.close();
  const opened = await openFolderStorage(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage, damage } = opened;
  assert.match(
    damage.fault()!,
    new RegExp(`The data of ticket ${stuck} in data.mdb is damaged`, 'u'),
  );
  const waiting = (await noticesOf(storage, '6')).map(({ ticket }) => ticket);
  assert.equal(waiting, [stuck, party]);
  await storage.close();
});

async function noticesOf(storage: Storage, account: string): Promise<Array<{ ticket: string }>> {
  const kept = storage.tables.list('notice', { prefix: `${account}/`, limit: 999 });
  return kept.map(({ value }) => value as { ticket: string });
}
