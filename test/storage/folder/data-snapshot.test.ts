import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRoot } from '../../../server/storage/lmdb/databases.ts';
import { DataSnapshot } from '../../../server/storage/lmdb/data-snapshot.ts';
import { TestFolder } from '../../support/folder.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('data snapshot');
const rows = 1_000;
let folder: TestFolder;

test.before.each(() => {
  folder = new TestFolder();
});
test.after.each(() => folder.remove());

function open(path: string) {
  const root = openRoot(path);
  const db = root.openDB<Buffer>({ name: 'records', encoding: 'binary' });
  const fill = (value: number): void =>
    root.transactionSync(() => {
      for (let i = 0; i < rows; i += 1) void db.put(i, Buffer.alloc(500, value));
    });
  const values = (): Set<number> => new Set([...db.getRange()].map(({ value }) => value[0]!));
  return { root, fill, values };
}

test('[J144] a copy of the data file is as it was at one moment, whatever is written while it is copied', async () => {
  const { root, fill, values } = open(folder.path);
  for (let value = 0; value < 5; value += 1) fill(value);
  const snapshot = DataSnapshot.take(root, join(folder.path, 'data.mdb'));
  const chunk = Buffer.alloc(100_000);
  const chunks: Buffer[] = [];
  for (let at = 0, value = 5; at < snapshot.bytes; value += 1) {
    fill(value);
    const bytes = await snapshot.read(chunk, at);
    chunks.push(Buffer.from(chunk.subarray(0, bytes)));
    at += bytes;
    assert.equal(values(), new Set([value]));
  }
  snapshot.end();
  const copied = join(folder.path, 'copy');
  mkdirSync(copied);
  writeFileSync(join(copied, 'data.mdb'), Buffer.concat(chunks));
  const copy = open(copied);
  assert.equal(copy.values(), new Set([4]));
  await copy.root.close();
  await root.close();
});

test('[J145] a copy under way when the data folder is closed ends with an error', async () => {
  const { root, fill } = open(folder.path);
  fill(1);
  const snapshot = DataSnapshot.take(root, join(folder.path, 'data.mdb'));
  const reading = snapshot.read(Buffer.alloc(100), 0).then(
    () => 'read',
    (error: Error) => error.message,
  );
  snapshot.end();
  assert.is(await reading, 'the data file was closed meanwhile');
  await root.close();
});
