import { assert, suite } from '../support/suite.ts';
import { AdapterStage, refused } from './adapter-stage.ts';

const test = suite('discord adapter: faults');

test('[K107] a wrong token is said once, in one sentence, and nothing is sent after it', async () => {
  const on = await AdapterStage.open({ token: 'wrong' });
  on.port.start();
  const fault = await on.hear('fault');
  assert.is(fault.problem.code, 'token_refused');
  assert.ok(fault.final);
  assert.match(
    fault.problem.sentence,
    /^Discord does not take the bot's token: .*SHARDBELL_DISCORD_TOKEN.*\.$/u,
  );
  on.discord.world.clock.move(3_600_000);
  assert.equal(on.kinds(), ['fault']);
  assert.is(on.discord.rest.seen.length, 1);
  await on.close();
});

test('[K108] a token that is taken back while it runs is found by the next call, and said once', async () => {
  const on = await AdapterStage.connected();
  const { discord, guild } = on;
  discord.world.token = 'another';
  const from = on.events.length;
  const outcomes = await Promise.all([on.port.guild(guild.id), on.port.guild(guild.id)]);
  for (const outcome of outcomes) refused(outcome, 'offline');
  assert.is((await on.hear('fault', from)).problem.code, 'token_refused');
  const sent = discord.rest.seen.length;
  refused(await on.port.guild(guild.id), 'offline');
  assert.is(discord.rest.seen.length, sent);
  await discord.until(() => discord.gateway.connections.size === 0);
  assert.equal(on.kinds(from), ['fault']);
  await on.close();
});

test('[K109] an intent that is not switched on is named', async () => {
  for (const [members_intent, content_intent, named] of [
    [false, true, /switch on Server Members Intent on/u],
    [true, false, /switch on Message Content Intent on/u],
    [false, false, /switch on Server Members Intent and Message Content Intent on/u],
  ] as const) {
    const on = await AdapterStage.open();
    Object.assign(on.discord.world.settings, { members_intent, content_intent });
    on.port.start();
    const fault = await on.hear('fault');
    assert.is(fault.problem.code, 'intents_missing');
    assert.ok(fault.final);
    assert.match(fault.problem.sentence, named);
    await on.close();
  }
});

test('[K110] a Discord that cannot be reached is said once, tried again after longer and longer, and found', async () => {
  const on = await AdapterStage.open();
  const { discord } = on;
  await discord.goDown();
  on.port.start();
  const fault = await on.hear('fault');
  assert.is(fault.problem.code, 'unreachable');
  assert.not(fault.final);
  assert.match(fault.problem.sentence, /^Discord cannot be reached \(ECONNREFUSED\); .*\.$/u);
  refused(await on.port.member(on.guild.id, discord.world.bot.id), 'offline');
  await discord.comeBack();
  // Each login asks for it four times.
  discord.rest.faults.plan('GET /gateway/bot', { kind: 'status', status: 503 }, 8);
  await on.moveUntil(() => on.kinds().includes('guild_back'));
  const asked = discord.rest.seen.map(({ at }) => at);
  assert.is(asked.length, 9);
  assert.ok(asked[8]! - asked[4]! > asked[4]! - asked[0]!);
  assert.equal(on.kinds(), ['fault', 'fault', 'ready', 'guild_back']);
  await on.close();
});

test('[K135] when no identify is left for the day, that is said, and tried again', async () => {
  const on = await AdapterStage.open();
  on.discord.gateway.identifies_max = 0;
  on.port.start();
  const fault = await on.hear('fault');
  assert.not(fault.final);
  assert.match(fault.problem.sentence, /^Discord did not let the bot in \(Not enough sessions/u);
  on.discord.gateway.identifies_max = 1;
  on.discord.world.clock.move(5_000);
  await on.hear('guild_back');
  await on.close();
});

test('[K136] a gateway that answers with an error is tried again, and by one client', async () => {
  const on = await AdapterStage.open();
  const { gateway } = on.discord;
  gateway.refuses_with = 503;
  on.port.start();
  await on.discord.until(() => gateway.refused === 1);
  gateway.refuses_with = 0;
  await on.moveUntil(() => on.kinds().includes('guild_back'));
  // Also after a connection was lost, when discord.js retries by itself.
  gateway.refuses_with = 503;
  gateway.close(4000);
  await on.discord.until(() => gateway.refused === 3);
  gateway.refuses_with = 0;
  const from = on.events.length;
  await on.hear('ready', from);
  assert.is(gateway.connections.size, 1);
  assert.ok(gateway.identifies <= 2);
  await on.close();
});

test('[K138] a login that Discord holds up is tried again later, and not at once', async () => {
  const on = await AdapterStage.open();
  on.discord.world.limits.invalid_max = 0;
  on.port.start();
  assert.match((await on.hear('fault')).problem.sentence, /^Discord cannot be reached \(429\)/u);
  assert.is(on.discord.rest.seen.length, 1);
  on.discord.world.limits.invalid_max = 10_000;
  await on.moveUntil(() => on.kinds().includes('guild_back'));
  await on.close();
});
