import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { NameTaken } from '../../../server/storage/file-log/disk.ts';
import { NodeDisk } from '../../../server/storage/file-log/node-disk.ts';
import { EntryTables, recovered, serve, textsOf } from '../../support/file-logs.ts';
import { TestFolder } from '../../support/folder.ts';
import { assert, rejects, suite } from '../../support/suite.ts';

const test = suite('the files of a log');
const epoch = nanoid();
let folder: TestFolder;

test.before.each(() => void (folder = new TestFolder()));
test.after.each(() => folder.remove());

// [J121] A segment is made whole, readable for its owner only, never in the place of another; one
// that cannot be made leaves nothing behind.
test('[J121] a segment is made whole, for its owner only, and never in the place of another', async () => {
  const disk = new NodeDisk(folder.path);
  const bytes = 1024 * 1024 + 512;
  await disk.create('a', bytes);
  const { size, mode } = statSync(join(folder.path, 'a'));
  assert.equal([size, mode & 0o777], [bytes, 0o600]);
  assert.ok((await disk.read('a')).every((byte) => byte === 0));
  assert.equal(await disk.list(), ['a']);
  assert.instance(await rejects(disk.create('a', 512)), NameTaken);
  assert.is(statSync(join(folder.path, 'a')).size, bytes);
});

test('[J121] one that cannot be made leaves nothing behind', async () => {
  const disk = new NodeDisk(folder.path);
  // Where its bytes should go first is something else.
  mkdirSync(join(folder.path, 'a.new', 'in the way'), { recursive: true });
  await rejects(disk.create('a', 512));
  assert.equal(readdirSync(folder.path), ['a.new']);
});

test('[J121] what is not there is none to remove', async () => {
  const disk = new NodeDisk(folder.path);
  await disk.remove('a');
  await disk.create('a', 512);
  await disk.remove('a');
  assert.equal(await disk.list(), []);
});

for (const by of ['dsync', 'datasync'] as const) {
  test(`[J121] a log in a folder is read again, behind what was there (${by})`, async () => {
    const tables = new EntryTables();
    for (let life = 0; life < 4; life += 1) {
      const { log, post } = await serve(new NodeDisk(folder.path, { by }), epoch, {}, tables);
      for (let i = 0; i < 8; i += 1) {
        assert.is((await post('ticket.a', `${life}.${i}`.padEnd(3_000))).kind, 'durable');
      }
      log.applied(life === 2 ? tables.position : 0);
      await log.close();
    }
    const texts = textsOf((await recovered(new NodeDisk(folder.path), epoch, 24)).entries);
    assert.equal(
      texts.map((text) => text.trim()),
      Array.from({ length: 8 }, (_, i) => `3.${i}`),
    );
    assert.equal(texts, textsOf(tables.entries.slice(24)));
  });
}

test('[J124] in a folder that was removed, moved or replaced nothing is told to be written', async () => {
  const inner = join(folder.path, 'log');
  mkdirSync(inner);
  const { log, post, tables } = await serve(new NodeDisk(inner), epoch);
  await post('ticket.a', 'a');
  renameSync(inner, join(folder.path, 'elsewhere'));
  mkdirSync(inner);
  writeFileSync(join(inner, '0000000001.log'), '');
  assert.is((await post('ticket.a', 'b')).kind, 'unknown');
  assert.equal(textsOf(tables.entries), ['a']);
  rmSync(inner, { recursive: true });
  renameSync(join(folder.path, 'elsewhere'), inner);
  assert.is((await log.resolve('ticket.a')).kind, 'durable');
  await log.close();
});
