import { setImmediate as turn } from 'node:timers/promises';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { openFolder } from '../../../server/storage/folder/open-folder.ts';
import { TestFolder } from '../../support/folder.ts';
import { GatedDisk } from '../../support/gated-disk.ts';
import { StorageProcess } from '../../support/storage-process.ts';
import { Story, said } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';
import { ticketNumbers } from '../../support/ticket-numbers.ts';
import { Stage } from '../stage.ts';
import { writeRecords } from '../../support/put-records.ts';

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
  const refused = await openFolderStorage(folder.path);
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

  // It reads what it had, though the new one goes on.
  child.goOn();
  const head = Number(await child.line());
  assert.is((await storage.tickets.load('t1')).head, story.head);
  assert.is(storage.tables.get('roster', 'a'), undefined);

  await storage.close();
  assert.not((await openFolderStorage(folder.path)).ok);
  child.goOn();
  await child.end();
  await readByNext(head);
});

/** What the new server wrote is there, and nothing that the one before it tried. */
async function readByNext(head: number): Promise<void> {
  const later = await folder.open();
  assert.is((await later.tickets.load('t1')).head, head);
  const [last] = later.tables.history('t1', 'public', { limit: 1 });
  assert.equal(last?.change, said('from the new server'));
  assert.is(later.tables.get('roster', 'a'), undefined);
  assert.is(later.tables.history('t1', 'support', { limit: 9 }).length, 3);
  await later.close();
}

test('[J58] a second server that shares no lock with the first takes the folder, and the first writes nothing more', async () => {
  const story = new Story('t1', 1);
  await prepare(story);
  // Nothing is pending: two who write to LMDB at one moment without a shared lock spoil it.
  const storage = await folder.open();
  child = new StorageProcess('take_unlocked', folder.path);
  assert.is(await child.line(), 'taken');
  const record = story.record([said('from the old server')]);
  assert.is((await storage.tickets.commit('t1', story.head, record)).kind, 'rejected');
  // Without that lock it may or may not see that another owns the folder now.
  assert.match(storage.fault()!, /was removed, moved or replaced|is lost to this server/u);
  child.goOn();
  const head = Number(await child.line());
  assert.is((await storage.tickets.load('t1')).head, story.head);
  await storage.close();
  child.goOn();
  await child.end();
  await readByNext(head);
});

test('[J42] while the disk hangs a commit ends unknown, what waits behind it is refused, reads go on', async () => {
  const story = new Story('t1', 1);
  const behind = new Story('t2', 2);
  await prepare(story, behind);
  const disk = new GatedDisk();
  const storage = await folder.open({ ...impatient, logDisk: disk.over });
  disk.hold();

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
  disk.goOn();
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
  const disk = new GatedDisk();
  const opened = await openFolder(folder.path, { ...impatient, logDisk: disk.over });
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  const stage = new Stage(log, tables);
  disk.hold();
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
  disk.goOn();
  assert.equal(await resolved, { kind: 'durable', position: 1 });
  assert.is(tables.get('settings', 'a'), 'first');
  assert.equal(await log.resolve('settings'), await resolved);
  await stage.close();
  const later = await Stage.onLmdb(folder);
  assert.equal(await later.append('settings', 1, 'fifth'), { kind: 'durable', position: 2 });
  await later.close();
});

test('[J43] a commit that hangs while another server takes over is told to nobody by the first; the other has it or has it not', async () => {
  const story = new Story('t1', 1);
  await prepare(story);
  const lost: string[] = [];
  const disk = new GatedDisk();
  const onLost = (sentence: string): void => void lost.push(sentence);
  const storage = await folder.open({ ...impatient, logDisk: disk.over, onLost });
  disk.hold();
  const outcome = await storage.tickets.commit('t1', story.head, story.record([said('Where?')]));
  assert.is(outcome.kind, 'unknown');
  child = new StorageProcess('take', folder.path);
  assert.is(await child.line(), 'taken');
  let isTold = false;
  void storage.tickets.resolve('t1', story.head).then(() => (isTold = true));
  disk.goOn();
  while (lost.length === 0) await turn();
  assert.equal(lost, ['Another server has taken over the data folder.']);
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  await storage.close();
  assert.not(isTold);
  child.goOn();
  await child.line();
  child.goOn();
  await child.end();
});

// [J44] A disk that stays silent is given up: the server is told once, and closing ends.
test('[J44] a disk that stays silent is given up: the server is told once, and closing ends', async () => {
  let say: (sentence: string) => void = () => {};
  const lost = new Promise<string>((resolve) => (say = resolve));
  const story = new Story('t1', 1);
  await prepare(story);
  const disk = new GatedDisk();
  const waits = { commit_wait_ms: 10, lost_after_ms: 10 };
  const storage = await folder.open({ ...waits, logDisk: disk.over, onLost: say });
  disk.hold();
  let isTold = false;
  void writeRecords(storage, [{ space: 'roster', key: 'a', value: 1 }]).then(() => (isTold = true));
  const commit = storage.tickets.commit('t1', story.head, story.record([said('Where?')]));
  assert.is((await commit).kind, 'unknown');
  assert.is(await lost, 'The disk below the data folder does not answer.');
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  await storage.close();
  assert.not.ok(isTold, 'nobody can tell what became of it');
  disk.goOn();
});

test('[J44] so are tables that cannot be written, and closing ends', async () => {
  let say: (sentence: string) => void = () => {};
  const lost = new Promise<string>((resolve) => (say = resolve));
  const story = new Story('t1', 1);
  await prepare(story);
  const storage = await folder.open({ commit_wait_ms: 500, lost_after_ms: 10, onLost: say });
  child = new StorageProcess('hold', folder.path);
  assert.is(await child.line(), 'held');
  // The log takes it, and it is read.
  await story.commit(storage, said('Where?'));
  assert.is(await lost, 'The disk below the data folder does not answer.');
  assert.equal(await storage.tickets.load('t1'), { state: story.state, head: story.head });
  await storage.close();
  child.goOn();
  await child.end();
  const later = await folder.open();
  assert.is((await later.tickets.load('t1')).head, story.head);
  await later.close();
});

async function prepare(...stories: Story[]): Promise<void> {
  const storage = await folder.open();
  for (const story of stories) await story.open(storage);
  await storage.close();
}
