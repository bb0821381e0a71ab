import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { decode, encode } from '../../../server/storage/packed/codec.ts';
import { openMeta, openRoot } from '../../../server/storage/lmdb/databases.ts';
import type { KnownSegments } from '../../../server/storage/file-log/known-segments.ts';
import { openFolderStorage } from '../../../server/storage/folder/folder-storage.ts';
import { openFolder } from '../../../server/storage/folder/open-folder.ts';
import { recovered, recoveryFault, serve, textsOf } from '../../support/file-logs.ts';
import { TestFolder } from '../../support/folder.ts';
import { chanceOf, testSeed } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { Story } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('segments that a folder knows of', { limit_ms: 60_000 });
const epoch = nanoid();
const text = 'x'.repeat(3_000);
/** So many posts of that text fill one; the third begins to make the next. */
const in_segment = 5;

const emptyDisk = (): SimulatedDisk => new SimulatedDisk(chanceOf(testSeed()));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setImmediate(next));
}

// [J129] A newest segment of the log that was taken out, or holds nothing, is refused by name,
// however little of it is in the tables; what was made and never begun is no loss.
test('[J129] the next segment is known before anything is written to it, off the path of appends', async () => {
  const disk = emptyDisk();
  const told: KnownSegments[] = [];
  let go: (() => void) | undefined;
  const { log, post } = await serve(disk, epoch, {
    announce: async (known) => {
      told.push(known);
      assert.ok(disk.contents(`000000000${known.next}.log`).every((byte) => byte === 0));
      if (known.next === 2) await new Promise<void>((resolve) => (go = resolve));
      return true;
    },
  });
  assert.equal(told, [{ begun: 0, next: 1 }]);
  for (let i = 0; i < in_segment; i += 1) await post('ticket.a', text);
  await until(() => go !== undefined);
  let kind = '';
  const posted = post('ticket.a', text).then((end) => (kind = end.kind));
  for (let i = 0; i < 50; i += 1) await new Promise((next) => setImmediate(next));
  assert.is(kind, '');
  go!();
  await posted;
  assert.is(kind, 'durable');
  assert.equal(told, [
    { begun: 0, next: 1 },
    { begun: 1, next: 2 },
  ]);
  await log.close();
});

test('[J129] a newest segment that is gone is refused by name, and so is one that holds nothing', async () => {
  const disk = emptyDisk();
  let known: KnownSegments | undefined;
  const announce = async (told: KnownSegments): Promise<boolean> => {
    known = told;
    return true;
  };
  const { log, post } = await serve(disk, epoch, { announce });
  for (let i = 0; i < in_segment + 3; i += 1) await post('ticket.a', text);
  await log.close();
  assert.equal(known, { begun: 2, next: 3 });
  assert.is((await recovered(disk, epoch, 2, known)).entries.length, in_segment + 1);
  const lost = (name: string) =>
    `The log cannot be read: ${name} is not there or holds nothing, and what was acknowledged may be in it: put it back, or put a backup of the whole data folder in its place.`;
  for (const name of ['0000000002.log', '0000000003.log']) {
    const putBack = disk.take(name);
    assert.is(await recoveryFault(disk, epoch, 2, known), lost(name));
    putBack();
  }
  const bytes = disk.contents('0000000002.log').length;
  for (const left of [0, bytes]) {
    const copy = emptyDisk();
    for (const name of disk.names) copy.put(name, disk.contents(name));
    copy.put('0000000002.log', Buffer.alloc(left));
    assert.is(await recoveryFault(copy, epoch, 2, known), lost('0000000002.log'));
  }
  for (const name of disk.names) disk.take(name);
  assert.match(await recoveryFault(disk, epoch, 2, known), 'there is no segment of it');
});

test('[J129] a first segment that was made and never begun is no loss', async () => {
  const disk = emptyDisk();
  let known: KnownSegments | undefined;
  disk.plan = ({ kind }) => (kind === 'write' ? 'off' : 'ok');
  void serve(disk, epoch, {
    announce: async (told) => {
      known = told;
      return true;
    },
  });
  await disk.off;
  assert.equal(known, { begun: 0, next: 1 });
  assert.is((await recovered(disk.crash(), epoch, 0, known)).number, 2);
});

test('[J129] a segment whose beginning failed stays until another one is begun', async () => {
  const disk = emptyDisk();
  let known: KnownSegments | undefined;
  const { log, post } = await serve(disk, epoch, {
    announce: async (told) => {
      known = told;
      return true;
    },
  });
  await post('ticket.a', 'before');
  const steps: string[] = [];
  disk.plan = ({ kind, name }) => {
    steps.push(`${kind} ${name}`);
    if (kind === 'flush') return 'fail';
    return kind === 'claim' && name === '0000000003.log' ? 'hang' : 'ok';
  };
  void log.roll();
  await until(() => disk.isHung);
  log.applied(1);
  for (let i = 0; i < 50; i += 1) await new Promise((next) => setImmediate(next));
  assert.ok(steps.includes('flush 0000000002.log'));
  const { entries } = await recovered(disk.kill(), epoch, 0, known);
  assert.equal(textsOf(entries), ['before']);
});

test('[J129] where it cannot be made known what needs the segment is rejected, no further file is made, and it goes on once it can', async () => {
  const disk = emptyDisk();
  let isFull = false;
  const { log, post, lost } = await serve(disk, epoch, {
    announce: async () => {
      if (isFull) throw new Error('the disk is full');
      return true;
    },
  });
  isFull = true;
  const kinds: string[] = [];
  for (let i = 0; i < in_segment + 3; i += 1) kinds.push((await post('ticket.a', text)).kind);
  assert.equal(
    [kinds.slice(0, in_segment), kinds.slice(-2)],
    [Array(in_segment).fill('durable'), ['rejected', 'rejected']],
  );
  assert.equal(disk.names, ['0000000001.log', '0000000002.log']);
  isFull = false;
  assert.is((await post('ticket.a', text)).kind, 'durable');
  assert.equal([disk.names, lost], [['0000000001.log', '0000000002.log'], []]);
  await log.close();
});

test('[J129] who does not own the folder any more begins no segment', async () => {
  const disk = emptyDisk();
  let isOwner = true;
  const { log, post, lost } = await serve(disk, epoch, { announce: async () => isOwner });
  await post('ticket.a', 'before');
  isOwner = false;
  await log.roll();
  assert.equal(lost, ['Another server has taken over the data folder.']);
  assert.ok(disk.contents('0000000002.log').every((byte) => byte === 0));
});

test('[J129] a data folder whose newest segment was taken out is refused, however little of it is in the tables', async () => {
  const folder = new TestFolder();
  const opened = await openFolder(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  // All that is told stays in the log alone.
  tables.writer.halt();
  const logFiles = (path: string): string[] =>
    readdirSync(join(path, 'log'))
      .filter((name) => name.endsWith('.log'))
      .toSorted();
  while (logFiles(folder.path).length < 3) {
    const bytes = Buffer.alloc(200_000, 'x');
    assert.is((await log.append({ subject: 'settings', bytes })).kind, 'durable');
  }
  const copy = `${folder.path}-copy`;
  const left = `${folder.path}-left`;
  cpSync(folder.path, copy, { recursive: true });
  rmSync(join(copy, 'server.pid'), { force: true });
  const names = logFiles(copy);
  const isBegun = (name: string): boolean =>
    readFileSync(join(copy, 'log', name))
      .subarray(0, 4)
      .toString() === 'SBL1';
  const newest = names.findLast(isBegun)!;
  assert.ok(newest !== names[0] && newest !== names.at(-1));
  renameSync(join(copy, 'log', newest), left);
  const refused = await openFolderStorage(copy);
  assert.not(refused.ok);
  if (!refused.ok) assert.match(refused.sentence, `${newest} is not there or holds nothing`);
  await log.close();
  for (const path of [copy, left]) rmSync(path, { recursive: true });
  folder.remove();
});

test('[J129] a folder that only says that there is a log opens, and knows its segments from then on', async () => {
  const folder = new TestFolder();
  const storage = await folder.open();
  const story = new Story('t1', 1);
  await story.open(storage);
  await storage.close();
  const root = openRoot(folder.path);
  const meta = openMeta(root);
  await meta.put('log', encode(1));
  await root.close();
  const again = await folder.open();
  assert.is((await again.tickets.load('t1')).head, story.head);
  await again.close();
  const later = openRoot(folder.path);
  const { begun, next } = decode(openMeta(later).get('log')!) as KnownSegments;
  await later.close();
  assert.ok(begun >= 1 && next > begun && next > 2);
  folder.remove();
});
