import { setImmediate as turn } from 'node:timers/promises';
import { openLmdbStorage } from '../../server/storage/lmdb-storage.ts';
import { openLmdb } from '../../server/storage/open-lmdb.ts';
import { TestFolder } from '../support/folder.ts';
import { StorageProcess } from '../support/storage-process.ts';
import { Story, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import { Stage } from './stage.ts';
import { writeRecords } from '../support/put-records.ts';

const test = suite('a data folder and a second process');
let folder: TestFolder;
let child: StorageProcess | undefined;
/** So short that a commit which hangs is soon given up: only for commits that do hang. */
const impatient = { commit_wait_ms: 10, lost_after_ms: 60_000 };
test.before.each(() => void (folder = new TestFolder()));
test.after.each(async () => {
  await child?.kill();
  child = undefined;
  folder.remove();
});

test('[J40] a folder is in use while its server lives, and free the moment it was killed', async () => {
  child = new StorageProcess('storm', folder.path);
  await child.line();
  const refused = await openLmdbStorage(folder.path);
  assert.equal(refused, {
    ok: false,
    sentence: `The data folder ${folder.path} is in use by a running server.`,
  });
  await child.kill();
  await (await folder.open()).close();
});

test('[J41] a server whose folder was taken writes nothing more, says so once, and can read', async () => {
  const lost: string[] = [];
  const storage = await folder.open({ onLost: (sentence) => void lost.push(sentence) });
  const story = new Story('t1', 1);
  await story.open(storage);
  child = new StorageProcess('take', folder.path);
  assert.is(await child.line(), 'taken');

  const record = story.record([said('from the old server')]);
  const outcomes = await Promise.all([
    storage.tickets.commit('t1', story.head, record),
    writeRecords(storage, [{ space: 'roster', key: 'a', value: 1 }]),
  ]);
  assert.equal(
    outcomes.map(({ kind }) => kind),
    ['rejected', 'rejected'],
  );
  assert.is((await storage.tickets.commit('t1', story.head, record)).kind, 'rejected');
  assert.is(await ticketNumbers(storage).next(), undefined);
  assert.equal(lost, ['Another server has taken over the data folder.']);

  child.goOn();
  const head = Number(await child.line());
  assert.is((await storage.tickets.load('t1')).head, head);
  const [last] = storage.tables.history('t1', 'public', { limit: 1 });
  assert.equal(last?.change, said('from the new server'));
  assert.is(storage.tables.get('roster', 'a'), undefined);
  assert.is(storage.tables.history('t1', 'support', { limit: 9 }).length, 3);

  await storage.close();
  assert.not((await openLmdbStorage(folder.path)).ok);
  child.goOn();
  await child.end();
});

test('[J58] a second server that shares no lock with the first takes the folder, and the first writes nothing more', async () => {
  const storage = await folder.open();
  const story = new Story('t1', 1);
  await story.open(storage);
  child = new StorageProcess('take_unlocked', folder.path);
  assert.is(await child.line(), 'taken');
  const record = story.record([said('from the old server')]);
  assert.is((await storage.tickets.commit('t1', story.head, record)).kind, 'rejected');
  assert.match(storage.fault()!, /was removed, moved or replaced/u);
  child.goOn();
  const head = Number(await child.line());
  assert.is((await storage.tickets.load('t1')).head, head);
  assert.is(storage.tables.history('t1', 'support', { limit: 9 }).length, 3);
  await storage.close();
  child.goOn();
  await child.end();
});

test('[J42] while the disk hangs a commit ends unknown, what waits behind it is refused, reads go on', async () => {
  const story = new Story('t1', 1);
  const behind = new Story('t2', 2);
  await prepare(story, behind);
  const storage = await folder.open(impatient);
  child = new StorageProcess('hold', folder.path);
  assert.is(await child.line(), 'held');

  const record = story.record([said('Where?')]);
  const commit = storage.tickets.commit('t1', story.head, record);
  const write = writeRecords(storage, [{ space: 'roster', key: 'a', value: 1 }]);
  await turn();
  await turn();
  const waiting = storage.tickets.commit('t2', behind.head, behind.record([said('Here')]));
  assert.is((await commit).kind, 'unknown');
  assert.is((await waiting).kind, 'rejected');
  assert.is(await ticketNumbers(storage).next(), undefined);
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  assert.is(storage.tables.history('t1', 'support', { limit: 9 }).length, 2);

  const resolved = storage.tickets.resolve('t1', story.head);
  child.goOn();
  const certain = await resolved;
  assert.is(certain.kind, 'durable');
  if (certain.kind === 'durable') story.wrote(record, certain.head, certain.head);
  assert.is((await write).kind, 'durable');
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  await storage.close();

  const later = await folder.open();
  await behind.commit(later, said('Here'));
  assert.ok(behind.offset > story.offset);
  assert.is(later.records.position, behind.offset);
  await later.close();
});

test('[J27] while the outcome of an entry is open, no other of its subject takes its place', async () => {
  const opened = await openLmdb(folder.path, impatient);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  const stage = new Stage(log, tables);
  child = new StorageProcess('hold', folder.path);
  assert.is(await child.line(), 'held');
  const open = stage.append('settings', 0, 'first');
  const beside = [
    stage.append('settings', 0, 'second'),
    stage.append('settings', undefined, 'third'),
  ];
  assert.is((await open).kind, 'unknown');
  for (const one of beside) assert.is((await one).kind, 'rejected');
  assert.is((await stage.append('settings', 0, 'fourth')).kind, 'rejected');
  const resolved = log.resolve('settings');
  assert.is(tables.get('settings', 'a'), undefined);
  child.goOn();
  assert.equal(await resolved, { kind: 'durable', position: 1 });
  assert.is(tables.get('settings', 'a'), 'first');
  assert.equal(await log.resolve('settings'), await resolved);
  await stage.close();
  const later = await Stage.onLmdb(folder);
  assert.equal(await later.append('settings', 1, 'fifth'), { kind: 'durable', position: 2 });
  await later.close();
});

test('[J43] a commit that hangs while another server takes over is resolved as not written', async () => {
  const story = new Story('t1', 1);
  await prepare(story);
  const storage = await folder.open(impatient);
  child = new StorageProcess('hold', folder.path);
  assert.is(await child.line(), 'held');
  const outcome = await storage.tickets.commit('t1', story.head, story.record([said('Where?')]));
  assert.is(outcome.kind, 'unknown');
  child.goOn('take');
  assert.is((await storage.tickets.resolve('t1', story.head)).kind, 'rejected');
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  await storage.close();
});

test('[J44] a disk that stays silent is given up: the server is told once, and closing ends', async () => {
  let say: (sentence: string) => void = () => {};
  const lost = new Promise<string>((resolve) => (say = resolve));
  const story = new Story('t1', 1);
  await prepare(story);
  const storage = await folder.open({ commit_wait_ms: 10, lost_after_ms: 10, onLost: say });
  child = new StorageProcess('hold', folder.path);
  assert.is(await child.line(), 'held');
  let isTold = false;
  void writeRecords(storage, [{ space: 'roster', key: 'a', value: 1 }]).then(() => (isTold = true));
  const commit = storage.tickets.commit('t1', story.head, story.record([said('Where?')]));
  assert.is((await commit).kind, 'unknown');
  assert.is(await lost, 'The disk below the data folder does not answer.');
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  await storage.close();
  assert.not.ok(isTold, 'nobody can tell what became of it');
  child.goOn();
  await child.end();
});

async function prepare(...stories: Story[]): Promise<void> {
  const storage = await folder.open();
  for (const story of stories) await story.open(storage);
  await storage.close();
}
