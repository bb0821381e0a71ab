import { FakeShard, settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { playing } from './playing.ts';

const test = suite('sessions of a shard');

// [S1] Accounts, characters and sessions told in one breath are taken in that order, each on disk
// before what refers to it.
test('[S1] accounts, characters and sessions told in one breath are taken in that order', async () => {
  const { world, shard } = await playing();
  assert.equal(shard.all('refused'), []);
  assert.is(shard.all('done').length, 3);
  assert.equal(world.online.get('britain', 's1')?.location, { map: 1, x: 2, y: 3, z: 4 });
});

test('[S1] a session waits for the write of its account', async () => {
  const world = new FakeShard();
  world.holdWrites = true;
  const shard = world.connect();
  shard.play('s1', 'ana');
  await settle();
  assert.is(world.online.get('britain', 's1'), undefined);
  while (world.writes.length > 0) {
    world.writes.shift()!();
    await settle();
  }
  assert.ok(world.online.get('britain', 's1'));
});

test('[S2] a session of an unknown account or character is refused', async () => {
  const { shard } = await playing();
  shard.say({ t: 'session_opened', id: 'a', session: 's9', account: 'nobody' });
  shard.say({ t: 'session_opened', id: 'b', session: 's9', account: 'ana', character: 'other' });
  await settle();
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [
      ['a', 'account_unknown'],
      ['b', 'character_unknown'],
    ],
  );
});

test('[S3] until the list of live sessions is closed, nothing is opened for any of them', async () => {
  const world = new FakeShard();
  const shard = world.connect();
  shard.play('s1', 'ana');
  shard.say({ t: 'help_requested', id: 'h', session: 's1' });
  shard.say({
    t: 'command',
    id: 'c',
    session: 's1',
    do: { kind: 'open', category: 'Bug', body: 'x' },
  });
  await settle();
  assert.equal(
    shard.all('refused').map(({ code, retry }) => [code, retry]),
    [
      ['sessions_incomplete', true],
      ['sessions_incomplete', true],
    ],
  );
  assert.equal(world.commands, []);
});

test('[S4] what a shard does not list again after a new connection has ended; the older connection is told', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ben');
  await settle();
  const next = world.connect();
  assert.is(shard.closedFor, 'replaced');
  next.play('s2', 'ben');
  next.say({ t: 'sessions_end' });
  await settle();
  assert.equal(
    world.online.ofShard('britain').map(({ session }) => session),
    ['s2'],
  );
  assert.ok(world.script.includes('closed 1'));
});

test('[S5] what an older connection still says is not heard', async () => {
  const { world, shard } = await playing();
  const next = world.connect();
  shard.say({ t: 'session_closed', id: 'x', session: 's1' });
  await settle();
  assert.ok(world.online.get('britain', 's1'));
  assert.equal(next.all('done'), []);
});

test('[A51] a faction told behind its members waits for their write, and is answered', async () => {
  const world = new FakeShard();
  world.holdWrites = true;
  const shard = world.connect();
  shard.say({ t: 'account', id: 'a', account: 'ana', name: 'Ana' });
  shard.say({ t: 'faction', id: 'f', faction: 'f-1', name: 'Dragons', members: ['ana'] });
  shard.say({ t: 'faction', id: 'g', faction: 'f-2', name: 'Owls', members: ['nobody'] });
  await settle();
  assert.is(world.factions.size, 0);
  while (world.writes.length > 0) {
    world.writes.shift()!();
    await settle();
  }
  assert.equal([...world.factions], [['f-1', ['ana']]]);
  assert.equal(
    shard.all('done').map(({ id }) => id),
    ['a', 'f'],
  );
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [['g', 'account_unknown']],
  );
});

test('[A37] a shard that is removed loses its connection, its sessions and its scripts', async () => {
  const { world, shard } = await playing();
  await world.shards.removed('britain');
  assert.is(shard.closedFor, 'credentials_refused');
  assert.equal(world.online.ofShard('britain'), []);
  assert.ok(world.script.includes('closed 1'));
  assert.ok(world.script.includes('ended'));
});

test('[G21] other categories are given to scripts that run, and to no others', async () => {
  const { world } = await playing();
  world.connect('inc-2', 'mars');
  world.shards.changeCategories(['Party']);
  await settle();
  assert.equal(
    world.script.filter((line) => line.startsWith('categories')),
    ['categories Party'],
  );
});
