import { nanoid } from 'nanoid';
import type { Appended } from '../../../server/storage/log.ts';
import { EntryTables, recovered, serve, textsOf, type Served } from '../../support/file-logs.ts';
import { chanceOf, testSeed } from '../../support/seed.ts';
import { SimulatedDisk, type Fate, type Step } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a log on a disk that fails');
const epoch = nanoid();
const seed = testSeed();
const first = '0000000001.log';
/** Long enough for what is answered in time, and not to be waited for. */
const wait_ms = 40;

/** What happens to the next step of that kind; all others succeed. */
function once(disk: SimulatedDisk, kind: Step['kind'], fate: Fate): void {
  disk.plan = (step) => {
    if (step.kind !== kind) return 'ok';
    disk.plan = () => 'ok';
    return fate;
  };
}

/** Steps as they are begun, as "kind name". */
function stepsOf(disk: SimulatedDisk): string[] {
  const steps: string[] = [];
  const { plan } = disk;
  disk.plan = (step) => {
    steps.push(`${step.kind} ${step.name}`);
    return plan(step);
  };
  return steps;
}

function positionOf(appended: Appended): number {
  if (appended.kind === 'durable') return appended.position;
  throw new Error(`it was ${appended.kind}`);
}

/** The final outcome of an append. */
async function certain(
  { log }: Served,
  subject: string,
  appended: Promise<Appended>,
): Promise<Appended> {
  const ended = await appended;
  return ended.kind === 'unknown' ? log.resolve(subject) : ended;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setImmediate(next));
}

/** What is there after the power went, with each of several chances. */
async function afterCrashes(disk: SimulatedDisk, after = new EntryTables()): Promise<string[][]> {
  const ends: string[][] = [];
  for (let i = 0; i < 20; i += 1) {
    const { entries } = await recovered(disk.crash(), epoch, after.position);
    ends.push(textsOf(entries));
  }
  return ends;
}

for (const [kind, fate] of [
  ['write', 'fail'],
  ['write', 'short'],
  ['flush', 'fail'],
] as const) {
  // [J111] A batch whose write or flush failed is rejected once a new segment that leaves it out is
  // on the disk; its file is not written again, its positions are not used again. Where that fails
  // too it stays unknown and the server is told.
  test(`[J111] a ${kind} that ends in "${fate}" rejects its batch, which never appears, and the log goes on`, async () => {
    const disk = new SimulatedDisk(chanceOf(seed));
    const { post, tables, lost } = await serve(disk, epoch);
    assert.is(positionOf(await post('ticket.a', 'before')), 1);
    once(disk, kind, fate);
    const steps = stepsOf(disk);
    const [one, other] = await Promise.all([post('ticket.a', 'in vain'), post('ticket.b', 'too')]);
    assert.equal([one.kind, other.kind], ['rejected', 'rejected']);
    const failed = steps.findIndex((step) => step === `${kind} ${first}`);
    assert.is(positionOf(await post('ticket.a', 'after')), 4, 'positions 2 and 3 are void');
    assert.not(
      steps.slice(failed + 1).some((step) => step.endsWith(first)),
      'it is not written again',
    );
    assert.equal(textsOf(tables.entries), ['before', 'after']);
    assert.equal(lost, []);
    for (const end of await afterCrashes(disk)) assert.equal(end, ['before', 'after']);
  });
}

test('[J111] what failed is told only once a segment that leaves it out is on the disk', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { post } = await serve(disk, epoch);
  let flushes = 0;
  disk.plan = ({ kind }) => {
    if (kind !== 'flush') return 'ok';
    flushes += 1;
    return flushes === 1 ? 'fail' : 'hang';
  };
  let ended: Appended | undefined;
  const posted = post('ticket.a', 'in vain').then((end) => (ended = end));
  await until(() => disk.isHung);
  assert.is(ended, undefined);
  disk.plan = () => 'ok';
  disk.answer('ok');
  assert.is((await posted).kind, 'rejected');
});

test('[J111] where that fails too the outcome stays unknown, the server is told once, and nothing more is taken', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post, tables, lost } = await serve(disk, epoch);
  await post('ticket.a', 'before');
  disk.plan = ({ kind }) => (kind === 'flush' ? 'fail' : 'ok');
  assert.is((await post('ticket.a', 'open')).kind, 'unknown');
  assert.is(lost.length, 1);
  assert.match(lost[0]!, 'The disk failed while the log was written');
  assert.match(log.fault()!, 'lost');
  assert.is((await post('ticket.b', 'more')).kind, 'rejected');
  assert.equal(textsOf(tables.entries), ['before']);
  await log.close();
  assert.is(lost.length, 1);
  for (const end of await afterCrashes(disk)) {
    assert.is(end[0], 'before');
    assert.ok(end.length === 1 || (end.length === 2 && end[1] === 'open'), end.join());
  }
});

test('[J111] where no segment can be made what needs it is rejected, and written once it can', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { post, lost } = await serve(disk, epoch);
  let isFull = true;
  disk.plan = ({ kind }) => (kind === 'make' && isFull ? 'fail' : 'ok');
  const text = 'x'.repeat(3_000);
  const kinds: string[] = [];
  for (let i = 0; i < 7; i += 1) kinds.push((await post('ticket.a', text)).kind);
  assert.equal(
    [kinds.slice(0, 4), kinds.slice(-2)],
    [Array(4).fill('durable'), ['rejected', 'rejected']],
  );
  isFull = false;
  assert.is((await post('ticket.a', text)).kind, 'durable');
  assert.equal(lost, []);
});

// [J112] While the disk hangs a batch of the log in files ends unknown, and is resolved once, one
// way; a disk that stays silent is given up, and told by nobody after.
test('[J112] a batch that hangs ends unknown, what waits behind it is rejected, and it is told once when it answers', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const served = await serve(disk, epoch, { commit_wait_ms: wait_ms });
  const { log, post, tables } = served;
  disk.plan = ({ kind }) => (kind === 'flush' ? 'hang' : 'ok');
  const posted = post('ticket.a', 'hangs');
  await until(() => disk.isHung);
  const behind = post('ticket.b', 'behind');
  assert.is((await posted).kind, 'unknown');
  assert.match(String(((await behind) as { cause: unknown }).cause), 'did not answer');
  assert.is(log.fault(), 'the disk does not answer');
  assert.is((await post('ticket.a', 'meanwhile')).kind, 'rejected');
  assert.equal(tables.entries, []);
  const resolved = log.resolve('ticket.a');
  disk.plan = () => 'ok';
  disk.answer('ok');
  assert.equal(await resolved, { kind: 'durable', position: 1 });
  assert.equal(await log.resolve('ticket.a'), { kind: 'durable', position: 1 });
  assert.is((await certain(served, 'ticket.a', post('ticket.a', 'on'))).kind, 'durable');
  assert.equal(textsOf(tables.entries), ['hangs', 'on']);
});

test('[J112] one that hangs and then fails is resolved as not written, and never appears', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const served = await serve(disk, epoch, { commit_wait_ms: wait_ms });
  const { log, post, tables } = served;
  disk.plan = ({ kind }) => (kind === 'flush' ? 'hang' : 'ok');
  assert.is((await post('ticket.a', 'hangs')).kind, 'unknown');
  disk.plan = () => 'ok';
  disk.answer('fail');
  assert.is((await log.resolve('ticket.a')).kind, 'rejected');
  assert.is((await certain(served, 'ticket.a', post('ticket.a', 'on'))).kind, 'durable');
  assert.equal(textsOf(tables.entries), ['on']);
  for (const end of await afterCrashes(disk)) assert.equal(end, ['on']);
});

for (const kind of ['write', 'flush'] as const) {
  for (const answer of ['ok', 'fail'] as const) {
    test(`[J112] a ${kind} that stays silent is given up, and what it answers then ("${answer}") is told to nobody`, async () => {
      const disk = new SimulatedDisk(chanceOf(seed));
      let lose = (): void => {};
      const isLost = new Promise<void>((resolve) => (lose = resolve));
      const lost: string[] = [];
      const { log, post, tables } = await serve(disk, epoch, {
        commit_wait_ms: 1,
        lost_after_ms: 1,
        onLost: (sentence) => {
          lost.push(sentence);
          lose();
        },
      });
      once(disk, kind, 'hang');
      assert.is((await post('ticket.a', 'silent')).kind, 'unknown');
      await isLost;
      assert.equal(lost, ['The disk below the data folder does not answer.']);
      let resolved: unknown;
      void log.resolve('ticket.a').then((end) => (resolved = end));
      const steps = stepsOf(disk);
      disk.answer(answer);
      await log.close();
      for (let i = 0; i < 20; i += 1) await new Promise((next) => setImmediate(next));
      assert.equal([resolved, tables.entries, lost.length], [undefined, [], 1]);
      assert.not(steps.some((step) => step.startsWith('write') && step.endsWith(first)));
    });
  }
}

// [J113] A server whose folder was taken tells nothing more of what it writes there, and none of
// that is ever read.
test('[J113] once somebody else owns the folder what was flushed is told to nobody, and the server is told', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  let isOwner = true;
  const { log, post, tables, lost } = await serve(disk, epoch, { isOwner: () => isOwner });
  await post('ticket.a', 'ours');
  disk.plan = ({ kind }) => {
    isOwner &&= kind !== 'flush';
    return 'ok';
  };
  assert.is((await post('ticket.a', 'whose')).kind, 'unknown');
  assert.equal(lost, ['Another server has taken over the data folder.']);
  assert.equal(textsOf(tables.entries), ['ours']);
  assert.is((await post('ticket.a', 'more')).kind, 'rejected');
  await log.close();
});

test('[J113] where a write failed while somebody else took the folder over it is not said to be rejected', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  let isOwner = true;
  const { post, lost } = await serve(disk, epoch, { isOwner: () => isOwner });
  disk.plan = ({ kind }) => {
    if (kind !== 'flush' || !isOwner) return 'ok';
    isOwner = false;
    return 'fail';
  };
  assert.is((await post('ticket.a', 'whose')).kind, 'unknown');
  assert.is(lost.length, 1);
});

test('[J113] what was not begun when somebody else took the folder over is rejected', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { post, lost } = await serve(disk, epoch, { isOwner: () => false });
  assert.is((await post('ticket.a', 'whose')).kind, 'rejected');
  assert.equal(lost, ['Another server has taken over the data folder.']);
});

test('[J113] what a server writes after another took over is never read, whenever it gets to the disk', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  let isOwner = true;
  const older = await serve(disk, epoch, { isOwner: () => isOwner });
  await older.post('ticket.a', 'before');
  disk.plan = ({ kind }) => (kind === 'write' ? 'hang' : 'ok');
  const late = older.post('ticket.a', 'late');
  await until(() => disk.isHung);
  isOwner = false;
  const newer = await serve(disk.another(), epoch);
  assert.equal(textsOf(newer.tables.entries), ['before']);
  assert.is(positionOf(await newer.post('ticket.a', 'of the newer')), 2);
  disk.plan = () => 'ok';
  disk.answer('ok');
  assert.is((await late).kind, 'unknown');
  await newer.post('ticket.a', 'more');
  const { entries } = await recovered(disk.another(), epoch, 0);
  assert.equal(textsOf(entries), ['before', 'of the newer', 'more']);
});

test('[J113] a server never begins a segment after one of whoever took over', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const older = await serve(disk, epoch);
  await older.post('ticket.a', 'before');
  const newer = await serve(disk.another(), epoch);
  await newer.post('ticket.a', 'of the newer');
  // Where it still believes to be the owner.
  await older.log.roll();
  assert.equal(older.lost, ['Another server has taken over the data folder.']);
  assert.is((await older.post('ticket.a', 'more')).kind, 'rejected');
  const { entries } = await recovered(disk.another(), epoch, 0);
  assert.equal(textsOf(entries), ['before', 'of the newer']);
});

test('[J122] what was read at a start is still there after the next crash, also where its flush had failed', async () => {
  for (let i = 0; i < 20; i += 1) {
    const disk = new SimulatedDisk(chanceOf(seed).of(i));
    const { post } = await serve(disk, epoch);
    await post('ticket.a', 'before');
    // Killed before it could begin another segment.
    disk.plan = ({ kind }) => (kind === 'flush' ? 'fail' : kind === 'claim' ? 'off' : 'ok');
    void post('ticket.a', 'read');
    await disk.off;
    const again = disk.kill();
    const tables = new EntryTables();
    for (const entry of (await recovered(again, epoch, 0)).entries) tables.apply(entry);
    assert.equal(textsOf(tables.entries), ['before', 'read']);
    const { last } = await recovered(again.crash(), epoch, tables.position);
    assert.is(last, 2);
  }
});

// [J124] What was written to a log that was removed, moved or replaced is told once it is back in
// its place, and not before.
test('[J124] what is written while the file is not in its place is told once it is back there, and not before', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post, tables, lost } = await serve(disk, epoch);
  await post('ticket.a', 'before');
  const putBack = disk.take(first);
  assert.is((await post('ticket.a', 'astray')).kind, 'unknown');
  assert.match(log.fault()!, 'put it back where it was');
  assert.is((await post('ticket.b', 'more')).kind, 'rejected');
  assert.equal(textsOf(tables.entries), ['before']);
  putBack();
  assert.equal(await log.resolve('ticket.a'), { kind: 'durable', position: 2 });
  assert.is((await post('ticket.b', 'on')).kind, 'durable');
  assert.equal([textsOf(tables.entries), lost], [['before', 'astray', 'on'], []]);
});

test('[J124] no segment is begun in the place of a log that was taken away', async () => {
  const disk = new SimulatedDisk(chanceOf(seed));
  const { log, post } = await serve(disk, epoch);
  await post('ticket.a', 'before');
  disk.take(first);
  await log.roll();
  assert.equal(disk.names, []);
});
