import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkFolder } from '../../../server/storage/check/check-folder.ts';
import { rebuildFolder } from '../../../server/storage/check/rebuild-folder.ts';
import { encode } from '../../../server/storage/packed/codec.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { TestFolder } from '../../support/folder.ts';
import { putRecords } from '../../support/put-records.ts';
import { closing, noted, said, Story } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { ticketNumbers } from '../../support/ticket-numbers.ts';

const test = suite('a rebuild', { limit_ms: 60_000 });
let folder: TestFolder;
let stories: Story[];
test.before.each(async () => {
  folder = new TestFolder();
  const storage = await folder.open();
  await putRecords(storage, [
    { space: 'roster', key: 'account/11', value: { shard: 'north', name: 'ann' } },
  ]);
  stories = Array.from({ length: 240 }, (_, i) => new Story(`t${i + 1}`, i + 1));
  await Promise.all(stories.map((story) => story.open(storage)));
  await Promise.all(stories.map((story) => story.commit(storage, noted('quiet'), said('hello'))));
  await Promise.all(stories.slice(10).map((story) => story.commit(storage, closing)));
  await storage.close();
});
test.after.each(() => {
  for (const name of besides()) rmSync(join(dirname(folder.path), name), { recursive: true });
  folder.remove();
});

function besides(): string[] {
  const before = `${basename(folder.path)}.before-`;
  return readdirSync(dirname(folder.path)).filter((name) => name.startsWith(before));
}

async function rebuilt() {
  const made = await rebuildFolder(folder.path, () => {});
  if (!made.ok) throw new Error(made.sentence);
  return made;
}

async function wrongIn(path: string): Promise<readonly string[]> {
  const report = await checkFolder({ path, kind: 'stopped', onChecked: () => {} });
  return report.ok ? report.lines : [report.sentence];
}

test('[J200] snapshots, numbers, lists, words and counts that are wrong or gone are made anew from the histories, and the rest stays', async () => {
  const behind = await BehindFolder.open(folder.path);
  const { dbs, owner } = behind;
  const gone = [dbs.active, dbs.settled, dbs.index].flatMap((db) =>
    [...db.getKeys({})].map((key) => ({ db, key, value: undefined })),
  );
  const wrong = { db: dbs.index, key: ['w', 'nonsense'], value: Buffer.from([2, 0]) };
  const due = { db: dbs.due, key: ['discord', 'nobody'], value: encode(3) };
  assert.ok(await owner.write([...gone, wrong, due]));
  await behind.close();
  const wasWrong = await wrongIn(folder.path);
  assert.ok(wasWrong.length > 0);
  const made = await rebuilt();
  assert.is(made.tickets, 240);
  assert.equal(made.lines, []);
  assert.equal(
    await wrongIn(folder.path),
    wasWrong,
    'nothing is changed before it is put in place',
  );
  const kept = await made.swap();
  assert.equal(await wrongIn(folder.path), []);
  assert.equal(await wrongIn(kept), wasWrong);
  assert.equal(besides(), [basename(kept)]);
  const storage = await folder.open();
  for (const story of [stories[0]!, stories[239]!]) {
    assert.equal(storage.tables.ticket(story.id).state, story.state);
    assert.equal(storage.tables.history(story.id, 'support', { limit: 99 }), story.events);
  }
  assert.is(storage.tables.closedCount(), 230);
  assert.is(storage.tables.closedByWord('stuck', { limit: 999 }).length, 230);
  assert.equal(storage.tables.get('roster', 'account/11'), { shard: 'north', name: 'ann' });
  assert.is(await ticketNumbers(storage).next(), 241);
  await stories[5]!.commit(storage, said('it goes on')).catch(() => {});
  await storage.close();
});

test('[F16] a rebuild makes the records and counts of files anew from the histories, so that no file is taken for one that nothing names', async () => {
  const file = { id: 'f1', name: 'way.txt', bytes: 9, type: 'text/plain', sha256: 'ab'.repeat(32) };
  const storage = await folder.open();
  await stories[3]!.commit(storage, {
    type: 'message_posted',
    body: '',
    opening: false,
    files: [file],
  });
  await storage.close();
  const behind = await BehindFolder.open(folder.path);
  const { dbs, owner } = behind;
  const range = { start: ['files'], end: ['files!'] };
  const before = [...dbs.records.getRange(range)];
  assert.is(before.length, 4);
  const gone = before.map(({ key }) => ({ db: dbs.records, key, value: undefined }));
  const wrong = { db: dbs.records, key: ['files', 'by/99'], value: encode({ files: 7, bytes: 7 }) };
  assert.ok(await owner.write([...gone, wrong]));
  await behind.close();
  await (await rebuilt()).swap();
  const after = await BehindFolder.open(folder.path);
  assert.equal([...after.dbs.records.getRange(range)], before);
  await after.close();
});

test('[V23] a rebuild and a check know of tickets out of which somebody was erased', async () => {
  const storage = await folder.open();
  await putRecords(storage, [{ space: 'numbers', key: 'last/ticket', value: { number: 240 } }]);
  const erasure = { of: '11', messages: 'emptied' } as const;
  const { position } = storage.tables.ticket('t3');
  assert.is((await storage.tickets.rewrite('t3', position, erasure)).kind, 'durable');
  const { state } = storage.tables.ticket('t3');
  assert.is(state?.rewritten?.count, 1);
  await storage.close();
  assert.equal(await wrongIn(folder.path), []);
  await (await rebuilt()).swap();
  assert.equal(await wrongIn(folder.path), []);
  const again = await folder.open();
  assert.equal(again.tables.ticket('t3').state, state);
  await again.close();
});

test('[J205] what is still to be delivered to a webhook is nothing wrong, and outlasts a rebuild', async () => {
  const due = ['webhook', 'hook-1/t3/000001'];
  const behind = await BehindFolder.open(folder.path);
  assert.ok(await behind.owner.write([{ db: behind.dbs.due, key: due, value: encode(3) }]));
  await behind.close();
  const wrong = async (): Promise<string[]> =>
    (await wrongIn(folder.path)).filter((line) => line.startsWith('Work for'));
  assert.equal(await wrong(), []);
  await (await rebuilt()).swap();
  const after = await BehindFolder.open(folder.path);
  assert.ok(after.dbs.due.get(due));
  await after.close();
  const lost = await BehindFolder.open(folder.path);
  const gone = { db: lost.dbs.due, key: ['webhook', 'hook-1/t999/000001'], value: encode(3) };
  assert.ok(await lost.owner.write([gone]));
  await lost.close();
  assert.match(
    (await wrong()).join(),
    /^Work for webhook is due for ticket t999, which is not there/u,
  );
});

test('[J201] a ticket whose history is wrong stays as it was, and is told', async () => {
  const behind = await BehindFolder.open(folder.path);
  const { dbs, owner } = behind;
  assert.ok(await owner.write([{ db: dbs.tickets, key: ['t20', 0, 3], value: undefined }]));
  await behind.close();
  const made = await rebuilt();
  assert.match(
    made.lines[0]!,
    /^The history of ticket t20 is wrong \(.* is missing\): it stays as it was\.$/u,
  );
  await made.swap();
  const storage = await folder.open();
  assert.equal(storage.tables.ticket('t20').state, stories[19]!.state);
  assert.is(storage.tables.closedCount(), 230);
  await storage.close();
});

test('[J202] where the log cannot be read the data file is made without it, which is told before, under a new epoch and numbers that were never given', async () => {
  const storage = await folder.open();
  const { epoch } = storage;
  await storage.close();
  const log = join(folder.path, 'log');
  const names = readdirSync(log);
  assert.ok(names.length > 0);
  for (const name of names) writeFileSync(join(log, name), 'neither zeros nor a segment');
  const made = await rebuilt();
  assert.match(
    made.lines.join('\n'),
    /^What came after position \d+ is lost, since the log cannot be read/mu,
  );
  const kept = await made.swap();
  assert.is(readFileSync(join(kept, 'log', names[0]!), 'utf8'), 'neither zeros nor a segment');
  const again = await folder.open();
  assert.is.not(again.epoch, epoch);
  assert.is(again.tables.closedCount(), 230);
  assert.is(await ticketNumbers(again).next(), 1_241);
  await again.close();
  assert.equal(await wrongIn(folder.path), []);
});

test('[J203] a data file with a page that cannot be read is not made anew, and what to do is said', async () => {
  const path = join(folder.path, 'data.mdb');
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.lastIndexOf('I am stuck') / 4096);
  bytes.fill(0, page * 4096, (page + 1) * 4096);
  writeFileSync(path, bytes);
  const made = await rebuildFolder(folder.path, () => {});
  assert.not(made.ok);
  assert.match(
    (made as { sentence: string }).sentence,
    /^A page of data\.mdb cannot be read, .*: put the last backup in its place\.$/u,
  );
  assert.ok(readFileSync(path).equals(bytes));
  assert.not(existsSync(join(folder.path, 'rebuilding')));
});
