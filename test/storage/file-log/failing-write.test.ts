import type { Appended } from '../../../server/storage/log.ts';
import { EntryTables, recovered, serve, textsOf } from '../../support/file-logs.ts';
import { chanceOf } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';
import {
  afterCrashes,
  epoch,
  first,
  once,
  positionOf,
  seed,
  stepsOf,
  until,
} from './failing-disk.ts';

const test = suite('a log whose writes and flushes fail');

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
