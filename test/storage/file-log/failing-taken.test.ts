import { recovered, serve, textsOf } from '../../support/file-logs.ts';
import { chanceOf } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';
import { epoch, first, positionOf, seed, until } from './failing-disk.ts';

const test = suite('a log that was taken over or away');

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
