import { assert, suite } from '../support/suite.ts';
import { playerRights } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord members');

const per_window_max = 5;
const window_ms = 5_000;

/** Linked players with a ticket each, and the rate limit for fetching members. */
async function players(count: number) {
  const stage = new Stage();
  const { world, discord, links } = stage;
  links.clear();
  const all = Array.from({ length: count }, (_, i) => {
    return { account: String(100 + i), user: String(200_000_000_000_000_100n + BigInt(i)) };
  });
  for (const { account, user } of all) {
    world.rights.set(account, playerRights);
    links.set(account, user);
    discord.join(user);
  }
  await stage.start();
  for (const { account } of all) {
    await world.opened({ ...world.player, account }, `help ${account}`);
  }
  await stage.pass(60_000);
  assert.is(discord.texts.length, count);
  const asked: string[] = [];
  let used = { from: stage.clock.time, count: 0 };
  discord.onCall = (name, body) => {
    if (name !== 'member') return undefined;
    const now = stage.clock.time;
    if (now >= used.from + window_ms) used = { from: now, count: 0 };
    if (used.count >= per_window_max) {
      return { reason: 'rate_limited', retry_after_ms: used.from + window_ms - now };
    }
    used.count += 1;
    asked.push(body as string);
    return undefined;
  };
  const lost = () =>
    all.filter(({ user }, at) => stage.levels(at)[user] !== 'write').map(({ user }) => user);
  return { stage, all, asked, lost };
}

// [K173] While Discord does not say whether somebody is in the server, who gets into a channel
// stays in.
test('[K173] nobody loses access while Discord does not say who is in the server', async () => {
  const { stage, all, asked, lost } = await players(24);
  const { discord } = stage;
  discord.calls.length = 0;
  discord.emit({ kind: 'disconnected' });
  discord.connect('fresh');
  for (let second = 0; second < 60; second++) {
    await stage.pass(1_000);
    assert.equal(lost(), []);
  }
  assert.not(discord.calls.includes('removeOverwrite'));
  assert.equal(
    asked.toSorted(),
    all.map(({ user }) => user),
    'each is looked up once',
  );
});

test('[K173] nor when a look-up fails again and again, and who left meanwhile loses it once that is known', async () => {
  const { stage, all, lost } = await players(2);
  const { discord } = stage;
  const [first, second] = all;
  discord.onCall = undefined;
  discord.emit({ kind: 'disconnected' });
  discord.members.delete(first!.user);
  discord.fail('member', 'vanished', 'vanished', 'vanished', 'vanished');
  discord.connect('fresh');
  await stage.settle();
  assert.equal(lost(), []);
  await stage.pass(60_000);
  assert.equal(lost(), [first!.user]);
  assert.is(stage.levels(1)[second!.user], 'write');
});

test('[K173] who is not known when a channel is made gets in once they are', async () => {
  const { stage } = await players(1);
  const { discord, world, links } = stage;
  world.rights.set('90', playerRights);
  links.set('90', '200000000000000090');
  discord.join('200000000000000090');
  discord.onCall = undefined;
  discord.fail('member', 'vanished');
  await world.opened({ ...world.player, account: '90' }, 'help');
  await stage.settle();
  assert.is(discord.texts.length, 2);
  await stage.pass(5_000);
  assert.is(stage.levels(1)['200000000000000090'], 'write');
});

test('[K174] members are looked up one after the other, once for all who ask, and whoever was just linked first', async () => {
  const { stage, asked } = await players(24);
  const { discord, links, world } = stage;
  discord.emit({ kind: 'disconnected' });
  discord.connect('fresh');
  await stage.settle();
  assert.is(asked.length, per_window_max);
  const user = '200000000000000090';
  world.rights.set('90', playerRights);
  discord.join(user);
  links.set('90', user);
  stage.bridge.people.linkChanged('90', user);
  await stage.pass(window_ms);
  assert.is(asked[per_window_max], user);
  const [role] = discord.roles.keys();
  await stage.pass(1_000);
  assert.ok(discord.members.get(user)!.roles.includes(role!));
  await stage.pass(60_000);
  assert.is(new Set(asked).size, asked.length, 'nobody is looked up twice');
});
