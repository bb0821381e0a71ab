import { nanoid } from 'nanoid';
import { EntryTables, recovered, serve, textsOf } from '../../support/file-logs.ts';
import { chanceOf, testSeed } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('the segments of a log in files', { limit_ms: 60_000 });
const epoch = nanoid();
const seed = testSeed();
const text = 'x'.repeat(3_000);
/** So many posts of that text fill one. */
const in_segment = 5;

const nameOf = (number: number): string => `${String(number).padStart(10, '0')}.log`;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setImmediate(next));
}

async function turns(count = 50): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((next) => setImmediate(next));
}

// [J114] Segments are made ahead, changed when full or on request, and removed once nothing in them
// is above what is applied; never the current one.
test('[J114] the next segment is made while the current one fills, and is begun when that is full', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post, tables } = await serve(disk, epoch);
  assert.equal(disk.names, [nameOf(1)]);
  await post('ticket.a', text);
  await turns();
  assert.equal(disk.names, [nameOf(1)], 'less than half full');
  await post('ticket.a', text);
  await post('ticket.a', text);
  await until(() => disk.names.includes(nameOf(2)));
  assert.ok(disk.contents(nameOf(2)).every((byte) => byte === 0));
  for (let i = 3; i < 20; i += 1) await post('ticket.a', `${i}`.padEnd(3_000));
  assert.ok(disk.names.length > 4);
  await log.close();
  assert.equal((await recovered(disk, epoch, 0)).entries, tables.entries);
});

test('[J114] an append that needs a segment waits until that is made', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { post } = await serve(disk, epoch);
  disk.plan = ({ kind }) => (kind === 'make' ? 'hang' : 'ok');
  for (let i = 0; i < in_segment; i += 1) await post('ticket.a', text);
  let ended: string | undefined;
  const posted = post('ticket.a', text).then(({ kind }) => (ended = kind));
  await turns();
  assert.is(ended, undefined);
  disk.plan = () => 'ok';
  disk.answer('ok');
  assert.is(await posted, 'durable');
});

test('[J114] segments are removed once nothing in them is above what is applied, never the current one', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post, tables } = await serve(disk, epoch);
  for (let i = 0; i < 12; i += 1) await post('ticket.a', text);
  await turns();
  const segments = disk.names;
  assert.ok(segments.length >= 3);
  log.applied(in_segment - 1);
  await turns();
  assert.equal(disk.names, segments, 'the first holds one more');
  log.applied(in_segment);
  await turns();
  assert.equal(disk.names, segments.slice(1));
  assert.equal(
    (await recovered(disk.another(), epoch, in_segment)).entries,
    tables.entries.slice(in_segment),
  );
  log.applied(log.last);
  await turns();
  assert.ok(disk.names.includes(nameOf(3)), 'the current one stays');
  assert.not(disk.names.includes(nameOf(2)));
  assert.is((await recovered(disk.another(), epoch, 12)).last, 12);
});

test('[J114] one that cannot be removed is tried again', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post } = await serve(disk, epoch);
  await post('ticket.a', text);
  await log.roll();
  disk.plan = ({ kind }) => (kind === 'remove' ? 'fail' : 'ok');
  log.applied(1);
  await turns();
  assert.ok(disk.names.includes(nameOf(1)));
  disk.plan = () => 'ok';
  log.applied(1);
  await turns();
  assert.equal(disk.names, [nameOf(2)]);
});

test('[J114] on request a new segment is begun, so that what was written can go; an empty one stays', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post, tables } = await serve(disk, epoch);
  await log.roll();
  assert.equal(disk.names, [nameOf(1)]);
  const posted = post('ticket.a', 'secret words');
  await Promise.all([posted, log.roll()]);
  await post('ticket.a', 'after');
  await log.roll();
  log.applied(2);
  await log.close();
  for (const name of disk.names) assert.not(disk.contents(name).includes('secret words'));
  assert.is((await recovered(disk, epoch, tables.position)).last, 2);
});

test('[J114] what a start found is removed once it is applied', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const before = await serve(disk, epoch);
  for (let i = 0; i < 7; i += 1) await before.post('ticket.a', text);
  await turns();
  disk.put('0000000009.log.new', Buffer.alloc(1_000));
  disk.put('data.mdb', Buffer.alloc(1_000));
  const { log, tables } = await serve(disk.kill(), epoch);
  assert.is(tables.position, 7);
  log.applied(7);
  await log.close();
  assert.equal(disk.names, [nameOf(10), 'data.mdb']);
});

test('[J114] one that was made ahead and taken away is not begun', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post, lost } = await serve(disk, epoch);
  for (let i = 0; i < in_segment; i += 1) await post('ticket.a', text);
  await until(() => disk.names.length === 2);
  await turns();
  disk.take(nameOf(2));
  assert.is((await post('ticket.a', text)).kind, 'rejected');
  assert.is((await post('ticket.a', text)).kind, 'durable');
  assert.equal([disk.names, lost], [[nameOf(1), nameOf(3)], []]);
  await log.close();
  assert.is((await recovered(disk, epoch, 0)).entries.length, in_segment + 1);
});

test('[J114] closing ends also while the next segment cannot be made', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post } = await serve(disk, epoch);
  disk.plan = ({ kind }) => (kind === 'make' ? 'hang' : 'ok');
  for (let i = 0; i < 3; i += 1) await post('ticket.a', text);
  await until(() => disk.isHung);
  await log.close();
  assert.ok(disk.isHung);
});

// [J119] A server that ends at any step of beginning, changing, giving up or removing a segment
// loses nothing.
test('[J119] whatever step of beginning, changing, giving up or removing a segment is the last, nothing is lost', async () => {
  let ends = 0;
  for (let last = 1; ; last += 1) {
    const chance = chanceOf(seed).of(last);
    const disk = new SimulatedDisk(chance);
    const durable: string[] = [];
    const rejected: string[] = [];
    let flushes = 0;
    disk.plan = ({ kind, number }) => {
      if (number === last) return 'off';
      if (kind === 'flush') flushes += 1;
      return kind === 'flush' && flushes === 5 ? 'fail' : 'ok';
    };
    const life = async (): Promise<'all'> => {
      const { log, post } = await serve(disk, epoch);
      for (const word of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
        const { kind } = await post('ticket.a', word.padEnd(3_000, '.'));
        if (kind === 'durable') durable.push(word);
        if (kind === 'rejected') rejected.push(word);
        if (word === 'b') await log.roll();
      }
      await log.close();
      return 'all';
    };
    const end = await Promise.race([life(), disk.off]);
    for (const after of [disk.kill(), disk.crash(), disk.crash(), disk.crash()]) {
      const again = await serve(after, epoch);
      const found = textsOf(again.tables.entries).map((each) => each[0]!);
      assert.equal(found.slice(0, durable.length), durable, `after step ${last}`);
      assert.ok(found.length <= durable.length + 1);
      assert.not(found.some((word) => rejected.includes(word)));
      assert.is((await again.post('ticket.a', 'on')).kind, 'durable');
    }
    ends = last;
    if (end !== 'all') continue;
    assert.equal(rejected, ['c']);
    break;
  }
  assert.ok(ends > 30);
});

test('[J119] whatever step of a start behind a log is the last, the next one finds all that was there', async () => {
  for (let last = 1; last < 12; last += 1) {
    const disk = new SimulatedDisk(chanceOf(seed).of(last));
    const { post, tables } = await serve(disk, epoch);
    for (const word of ['a', 'b', 'c', 'd', 'e', 'f']) await post('ticket.a', word.padEnd(3_000));
    const second = disk.kill();
    second.plan = ({ number }) => (number === last ? 'off' : 'ok');
    const start = async (): Promise<void> => {
      const { log } = await serve(second, epoch);
      log.applied(6);
      await log.close();
    };
    await Promise.race([start(), second.off]);
    // Its tables may have been flushed or not, until it removed what was before.
    const flushed = second.names.includes(nameOf(1)) ? new EntryTables() : tables.upTo(6);
    for (const after of [second.kill(), second.crash(), second.crash()]) {
      const again = await serve(after, epoch, {}, flushed.upTo(6));
      assert.equal(again.tables.entries, tables.entries, `after step ${last}`);
    }
  }
});
