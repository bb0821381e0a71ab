import { shardLimits } from '../../actors/shard/shard-limits.ts';
import { limits } from '../../protocol/limits.ts';
import { FakeShard, settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { playing } from './playing.ts';

const test = suite('notices to a shard');

// [N1] Kept notices reach a session oldest first, a bounded number at a time, until shown.
test('[N1] kept notices reach a session oldest first, a bounded number at a time, until shown', async () => {
  const world = new FakeShard();
  const count = shardLimits.notices_in_flight_max + 5;
  world.notices.keep('1', count);
  const shard = world.connect();
  shard.play('s1', 'ana');
  await settle();
  assert.equal(shard.all('notify'), [], 'nothing before the list is closed');
  shard.say({ t: 'sessions_end' });
  await settle();
  const told = () => shard.all('notify').map(({ notice }) => notice);
  assert.is(told().length, shardLimits.notices_in_flight_max);
  for (let i = 0; i < count; i++) {
    shard.say({ t: 'notice_shown', session: 's1', notice: told()[i]! });
    await settle();
  }
  assert.equal(told(), [...told()].toSorted());
  assert.is(new Set(told()).size, count);
  assert.equal(world.notices.kept, []);
});

test('[N1] a session that shows nothing gets no more, also when older notices have gone meanwhile', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', shardLimits.notices_in_flight_max + 5);
  world.shards.noticesFor('1');
  await settle();
  world.notices.kept = world.notices.kept.slice(5);
  world.shards.noticesFor('1');
  await settle();
  assert.is(shard.all('notify').length, shardLimits.notices_in_flight_max);
});

test('[N2] a notice that comes while the player is there is told at once, to each of their sessions', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  shard.play('s3', 'ben');
  await settle();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.equal(
    shard.all('notify').map(({ session }) => session),
    ['s1', 's2'],
  );
});

test('[N21] where some may have been missed, all who play are brought what waits for them', async () => {
  const { world, shard } = await playing();
  shard.play('s3', 'ben');
  await settle();
  world.notices.keep('1', 1);
  world.notices.keep('2', 1);
  world.shards.noticesForAll();
  await settle();
  assert.equal(
    shard.all('notify').map(({ session }) => session),
    ['s1', 's3'],
  );
});

test('[N3] a notice not acknowledged is sent again on the next connection', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.is(shard.all('notify').length, 1);
  const next = world.connect();
  next.play('s1', 'ana');
  next.say({ t: 'sessions_end' });
  await settle();
  assert.is(next.all('notify').length, 1);
});

test('[N15] notices of many players come no faster than the shard reads them', async () => {
  const world = new FakeShard();
  const shard = world.connect();
  const players = Array.from({ length: 40 }, (_, i) => `p${i}`);
  for (const [i, name] of players.entries()) {
    shard.play(`s${i}`, name);
    world.notices.keep(String(i + 1), 10, 'x'.repeat(8_000));
  }
  shard.isStalled = true;
  shard.say({ t: 'sessions_end' });
  let reads = 0;
  for (let before = -1; shard.all('notify').length > before; reads++) {
    before = shard.all('notify').length;
    await settle();
    assert.ok(shard.waiting_bytes <= limits.outbox_bytes_max * 0.6, String(shard.waiting_bytes));
    shard.read();
    await settle();
  }
  assert.ok(reads > 3);
  assert.is(shard.all('notify').length, 400);
});
