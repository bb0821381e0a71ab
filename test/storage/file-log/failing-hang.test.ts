import { serve, textsOf } from '../../support/file-logs.ts';
import { chanceOf } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';
import {
  afterCrashes,
  certain,
  epoch,
  first,
  once,
  seed,
  stepsOf,
  until,
  wait_ms,
} from './failing-disk.ts';

const test = suite('a log on a disk that hangs');

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
