import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { TestFolder } from '../../support/folder.ts';
import { putRecords } from '../../support/put-records.ts';
import { said, Story } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a compaction', { limit_ms: 60_000 });
const canary = 'Canary Of Compaction';
const forever = new AbortController().signal;
let folder: TestFolder;
test.before.each(() => void (folder = new TestFolder()));
test.after.each(() => folder.remove());

async function opened() {
  const storage = await openFolderStorage(folder.path);
  if (!storage.ok) throw new Error(storage.sentence);
  return storage;
}

const dataFile = (): string => join(folder.path, 'data.mdb');
const holds = (text: string): boolean => readFileSync(dataFile()).includes(text);
/** Removed records, of which the pages are free or half used then. */
const keys = Array.from({ length: 300 }, (_, i) => `account/${1_000 + i}`);

test('[J191] after a compaction nothing of what was removed is in the data file, which is smaller', async () => {
  const first = await opened();
  const put = (value: unknown) =>
    putRecords(
      first.storage,
      keys.map((key) => ({ space: 'roster', key, value })),
    );
  await put({ name: canary, about: 'x'.repeat(200) });
  await putRecords(first.storage, [
    { space: 'roster', key: 'account/1', value: { long: `${canary} `.repeat(500) } },
  ]);
  await first.storage.close();
  const again = await opened();
  assert.ok(holds(canary));
  await putRecords(again.storage, [
    { space: 'roster', key: 'account/1', value: undefined },
    ...keys.map((key, i) => {
      return { space: 'roster', key, value: i % 3 === 0 ? { name: 'kept' } : undefined } as const;
    }),
  ]);
  const { before_bytes, bytes } = await again.compact(forever, () => {});
  assert.not(holds(canary));
  assert.is(statSync(dataFile()).size, bytes);
  assert.ok(bytes < before_bytes, `${before_bytes} to ${bytes}`);
  const kept = again.storage.tables.list('roster', { prefix: 'account/', limit: 1_000 });
  assert.is(kept.length, 100);
  await again.storage.close();
  assert.not(holds(canary));
});

test('[J192] what is written and read while the data file is compacted is there, then and after a start', async () => {
  const { storage, compact } = await opened();
  const story = new Story('t1', 1);
  await story.open(storage);
  const before = statSync(dataFile()).ino;
  const compaction = { isOver: false, written: 0 };
  const going = (async () => {
    for (let i = 0; i < 3; i += 1) await compact(forever, () => {});
    compaction.isOver = true;
  })();
  while (!compaction.isOver) {
    await story.commit(storage, said(`reply ${compaction.written}`));
    compaction.written += 1;
    const told = storage.tables.history('t1', 'support', { limit: 1 });
    assert.is(told[0]?.supportSeq, story.state!.supportSeq);
    await turn();
  }
  await going;
  assert.ok(compaction.written > 3, `${compaction.written}`);
  assert.is.not(statSync(dataFile()).ino, before);
  await story.commit(storage, said('after it'));
  await storage.close();
  const again = await folder.open();
  assert.equal(again.tables.ticket('t1').state, story.state);
  assert.equal(again.tables.history('t1', 'support', { limit: 100_000 }), story.events);
  await again.close();
  assert.not(existsSync(join(folder.path, 'compacting')));
});

test('[J193] a compaction is refused while a backup holds the data file or another is under way, and changes nothing', async () => {
  const { storage, compact, snapshot } = await opened();
  await new Story('t1', 1).open(storage);
  const why = (going: Promise<unknown>): Promise<string> =>
    going.then(
      () => 'done',
      (error: Error) => error.message,
    );
  const before = statSync(dataFile()).ino;
  const held = await snapshot(forever);
  assert.is(
    await why(compact(forever, () => {})),
    'a backup is being made: try again when it is done',
  );
  held.snapshot.end();
  const cut = new AbortController();
  const first = why(compact(cut.signal, () => {}));
  assert.is(await why(compact(forever, () => {})), 'that is being done already');
  cut.abort(new Error('nobody waits for it'));
  assert.is(await first, 'nobody waits for it');
  assert.is(statSync(dataFile()).ino, before);
  const closing = why(compact(forever, () => {}));
  await storage.close();
  assert.is(await closing, 'the server was stopped meanwhile');
  assert.not(existsSync(join(folder.path, 'compacting')));
  assert.is(statSync(dataFile()).ino, before);
});
