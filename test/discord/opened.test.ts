import type { OverwriteSeen } from '../../actors/discord/port/shapes.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';
import { Stage } from './stage.ts';

const test = suite('discord channels opened by hand', { limit_ms: 60_000 });

const ana = '200000000000000001';
const sailors = '100000000000000009';
const allowed: OverwriteSeen = { target: sailors, of: 'role', level: 'read', view: 'allowed' };

/** A channel of a ticket, and the calls since it was made. */
async function stage() {
  const on = await Stage.ready();
  on.discord.roles.set(sailors, 'Sailors');
  const { ticket } = await on.world.opened(on.world.player, 'help');
  await on.pass(5_000);
  const [channel] = on.discord.texts;
  const private_ = on.levels();
  on.discord.calls.length = 0;
  return { on, ticket, channel: channel!, private_ };
}

const posts = (calls: readonly string[]) => calls.filter((call) => /^(send|edit|pin)$/u.test(call));

// [K169] A channel that is opened by hand is closed at once and told to administrators, and nothing
// is posted in it before; what a moderator adds beside the overwrites of the bridge stays.
test('[K169] a channel that was opened by hand is closed at once, and told', async () => {
  const everybody: OverwriteSeen = { target: '', of: 'role', level: 'read', view: 'allowed' };
  const ways: Array<(own: readonly OverwriteSeen[], guild: string) => OverwriteSeen[]> = [
    () => [],
    () => [allowed],
    (own, guild) => own.filter(({ target }) => target !== guild),
    (own, guild) =>
      own.map((one) => (one.target === guild ? { ...everybody, target: guild } : one)),
    // Synced with a category that lets others in and keeps everybody out.
    (own, guild) => [...own.filter(({ target }) => target === guild), allowed],
  ];
  for (const [i, way] of ways.entries()) {
    const { on, ticket, channel, private_ } = await stage();
    on.discord.setByHand(channel.id, way(channel.overwrites, on.discord.id));
    done(await on.world.post(on.world.staff, ticket, 'in between'));
    await on.settle();
    assert.equal(on.levels(), private_, `way ${i}`);
    const { calls } = on.discord;
    const first = calls.findIndex((call) => posts([call]).length > 0);
    const last = calls.findLastIndex((call) => call.endsWith('Overwrite'));
    assert.ok(last >= 0 && first > last, `nothing is posted before: ${calls.join(' ')}`);
    assert.ok(on.said().includes('in between'));
    const told = /channel of ticket 1 was opened to others by hand/u;
    assert.match(on.bridge.alerts.sentences.join('\n'), told);
    assert.match(on.logged.join('\n'), told);
    await on.bridge.checkAgain();
    assert.equal(on.bridge.alerts.sentences, [], 'somebody has looked');
    const after = calls.length;
    await on.pass(60_000);
    assert.equal(calls.slice(after), [], 'nothing is left to do');
  }
});

test('[K169] nothing is posted while a channel cannot be looked at or closed', async () => {
  for (const call of ['channel', 'setOverwrite'] as const) {
    const { on, ticket, channel, private_ } = await stage();
    let isBroken = true;
    on.discord.onCall = (name) => {
      if (name !== call || !isBroken) return undefined;
      return call === 'channel' ? 'vanished' : { reason: 'missing_permission' };
    };
    on.discord.setByHand(channel.id, []);
    done(await on.world.post(on.world.staff, ticket, 'for the player alone'));
    await on.pass(120_000);
    assert.equal(posts(on.discord.calls), []);
    isBroken = false;
    await on.pass(300_000);
    assert.equal(on.levels(), private_);
    assert.ok(on.said().includes('for the player alone'));
  }
});

test('[K169] what a moderator adds beside the overwrites of the bridge stays', async () => {
  const { on, channel } = await stage();
  const added: OverwriteSeen = {
    target: '200000000000000002',
    of: 'member',
    level: 'write',
    view: 'allowed',
  };
  on.discord.setByHand(channel.id, [...channel.overwrites, added]);
  await on.pass(60_000);
  assert.is(on.levels()[added.target], 'write');
  assert.equal(on.discord.calls, []);
  assert.equal(on.bridge.alerts.sentences, []);
});

test('[K169] what the bridge itself changes is not taken for the work of others', async () => {
  const { on, ticket } = await stage();
  done(await on.world.do(on.world.staff, ticket, { kind: 'close' }));
  await on.pass(60_000);
  assert.is(on.levels()[ana], 'read');
  assert.not(on.discord.calls.includes('channel'));
});

test('[K170] after a pause, who gets into a channel is compared before anything is posted in it', async () => {
  const { on, ticket, channel, private_ } = await stage();
  on.discord.emit({ kind: 'disconnected' });
  channel.overwrites = [allowed];
  done(await on.world.post(on.world.staff, ticket, 'meanwhile'));
  on.discord.connect('fresh');
  await on.settle();
  assert.equal(on.levels(), private_);
  const { calls } = on.discord;
  const last = calls.findLastIndex((call) => call.endsWith('Overwrite'));
  assert.ok(last >= 0 && calls.indexOf('send') > last, calls.join(' '));
  assert.match(on.bridge.alerts.sentences.join('\n'), /was opened to others by hand/u);
});

test('[K169] over the real discord.js a category that is made public opens no channel for long', async () => {
  const live = await Live.start();
  const { discord, guild, world } = live;
  try {
    const { ticket } = await world.opened(world.player, 'help');
    const channel = await live.settled('help');
    const owner = discord.owner(guild);
    const { length } = discord.rest.seen;
    owner.changesChannel(channel.id, { permission_overwrites: [] });
    assert.ok(live.ben.sees(channel.id));
    // As soon as the bridge has the event.
    await live.until(() => discord.rest.seen.length > length);
    done(await world.post(world.staff, ticket, 'for ana alone'));
    await live.settled('for ana alone');
    assert.is(live.ben.sees(channel.id), false);
    assert.ok(live.ana.mayWrite(channel.id));
    const after = discord.rest.seen.slice(length).map(({ template }) => template);
    const put = after.indexOf('PUT /channels/:id/permissions/:id');
    assert.ok(put >= 0 && after.indexOf('POST /channels/:id/messages') > put, after.join('\n'));
    assert.match(live.bridge.alerts.sentences.join('\n'), /channel of ticket 1 was opened/u);
  } finally {
    await live.close();
  }
});
