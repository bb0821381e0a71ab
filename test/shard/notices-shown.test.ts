import { shardLimits } from '../../actors/shard/shard-limits.ts';
import { settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { playing } from './playing.ts';

const test = suite('notices that a shard showed');

test('[N16] an acknowledgement that could not be stored is not answered by the same notice again on that connection', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', 2);
  world.notices.refuses = true;
  world.shards.noticesFor('1');
  await settle();
  const [first, second] = shard.all('notify').map(({ notice }) => notice);
  shard.say({ t: 'notice_shown', session: 's1', notice: first! });
  shard.say({ t: 'notice_shown', session: 's1', notice: second! });
  await settle();
  assert.equal(world.notices.acknowledged, [first, second]);
  assert.is(shard.all('notify').length, 2);
  // The next notice tells that the disk takes writes again: those that were shown are forgotten.
  world.notices.refuses = false;
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.is(shard.all('notify').length, 3);
  assert.is(world.notices.kept.length, 1);
});

test('[N50] a session that opens while an acknowledgement is on its way to the disk is not sent that notice again', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  let written = (): void => {};
  world.notices.slow = new Promise((resolve) => (written = resolve));
  shard.say({ t: 'notice_shown', session: 's1', notice: shard.all('notify')[0]!.notice });
  shard.say({ t: 'session_closed', id: 'c1', session: 's1' });
  shard.play('s2', 'ana');
  await settle();
  assert.is(shard.all('notify').length, 1);
  written();
  world.notices.slow = undefined;
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.equal(
    shard.all('notify').map(({ session }) => session),
    ['s1', 's2'],
  );
});

test('[N17] a session that shows nothing holds up no other of that player, and keeps what it has not shown while it plays; who comes in later is not shown again what the player was shown', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  await settle();
  const max = shardLimits.notices_in_flight_max;
  const of = (session: string) => shard.all('notify').filter((one) => one.session === session);
  world.notices.keep('1', max * 2);
  world.shards.noticesFor('1');
  await settle();
  assert.equal([of('s1').length, of('s2').length], [max, max]);
  for (let at = 0; at < max * 2; at++) {
    shard.say({ t: 'notice_shown', session: 's1', notice: of('s1')[at]!.notice });
    await settle();
  }
  assert.equal([of('s1').length, of('s2').length], [max * 2, max]);
  assert.is(world.notices.kept.length, max * 2);
  // Who comes in now was shown all of it before; the one that goes keeps nothing any more.
  shard.play('s3', 'ana');
  await settle();
  assert.is(of('s3').length, 0);
  shard.say({ t: 'session_closed', id: 'c', session: 's1' });
  shard.say({ t: 'session_closed', id: 'd', session: 's2' });
  await settle();
  assert.equal(world.notices.kept, []);
});

test('[N25] a notice is forgotten once every session of the account that plays has shown it, on whatever connection; an acknowledgement of what was not sent is not heard', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  await settle();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  const { notice } = shard.all('notify')[0]!;
  shard.say({ t: 'notice_shown', session: 's1', notice });
  await settle();
  assert.is(world.notices.kept.length, 1);
  const next = world.connect();
  next.play('s1', 'ana');
  next.play('s2', 'ana');
  next.play('s3', 'ana');
  next.say({ t: 'sessions_end' });
  await settle();
  assert.equal(
    next.all('notify').map(({ session }) => session),
    ['s2'],
  );
  // What was not sent there is no word of it.
  next.say({ t: 'notice_shown', session: 's3', notice });
  await settle();
  assert.is(world.notices.kept.length, 1);
  next.say({ t: 'notice_shown', session: 's2', notice });
  await settle();
  assert.equal(world.notices.kept, []);
});

test('[N26] of what one session shows and another never does, a bounded number is remembered', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  await settle();
  const of = (session: string) => shard.all('notify').filter((one) => one.session === session);
  const count = shardLimits.notices_remembered_max + 50;
  for (let at = 0; at < count; at++) {
    world.notices.keep('1', 1);
    // As many are kept as an account may have.
    world.notices.kept = world.notices.kept.slice(-100);
    world.shards.noticesFor('1');
    await settle();
    shard.say({ t: 'notice_shown', session: 's1', notice: of('s1')[at]!.notice });
  }
  await settle();
  assert.is(of('s1').length, count);
  assert.is(new Set(of('s1').map(({ notice }) => notice)).size, count);
  shard.say({ t: 'session_closed', id: 'd', session: 's2' });
  await settle();
  assert.equal(world.notices.kept, []);
});
