import { ChannelType } from 'discord-api-types/v10';
import { assert, suite } from '../support/suite.ts';
import { AdapterStage, done, refused } from './adapter-stage.ts';

const test = suite('discord adapter: limits');
let on: AdapterStage;

test.before.each(async () => {
  on = await AdapterStage.connected();
});
test.after.each(() => on.close());

test('[K119] a third rename is refused at once with how long, is not sent later, and holds up nothing', async () => {
  const { discord, guild } = on;
  const { port } = on;
  const channel = await on.makeChannel();
  done(await port.renameChannel(channel, 'one'));
  done(await port.renameChannel(channel, 'two'));
  const third = await port.renameChannel(channel, 'three');
  refused(third, 'rate_limited');
  assert.ok(third.kind === 'refused' && third.reason === 'rate_limited');
  assert.ok(third.retry_after_ms > 590_000 && third.retry_after_ms <= 601_000);
  const type = ChannelType.GuildCategory;
  const category = discord.owner(guild).makesChannel(guild, 'Tickets', { type }).id;
  done(await port.moveChannel(channel, category));
  done(await port.setOverwrite(channel, { target: guild.id, of: 'role', level: 'hidden' }));
  done(await port.send(channel, { content: 'not held up' }));
  refused(await port.renameChannel(channel, 'four'), 'rate_limited');
  discord.world.clock.move(601_000);
  assert.is(guild.channels.get(channel)!.name, 'two');
  done(await port.renameChannel(channel, 'five'));
  assert.is(guild.channels.get(channel)!.name, 'five');
});

test('[K176] a guild is looked at also when no more members may be looked up', async () => {
  const { discord, guild, port } = on;
  const bob = discord.person('bob');
  bob.joins(guild);
  const template = 'GET /guilds/:id/members/:id';
  discord.world.limits.routes.set(template, { max: 2, window_ms: 2_800 });
  const before = done(await port.guild(guild.id));
  await port.member(guild.id, bob.id);
  refused(await port.member(guild.id, bob.id), 'rate_limited');
  const { id } = discord.owner(guild).makesChannel(guild, 'new');
  const seen = done(await port.guild(guild.id));
  assert.ok(seen.channels.some((one) => one.id === id));
  assert.is(seen.rolePosition, before.rolePosition);
  assert.equal(seen.missingPermissions, before.missingPermissions);
});

test('[K123] the same nonce makes one post, and a call whose answer was lost was made once', async () => {
  const { discord } = on;
  const channel = await on.makeChannel();
  const post = { content: 'once', nonce: 'ticket-7-12' };
  const template = 'POST /channels/:id/messages';
  discord.rest.faults.plan(template, { kind: 'answer_lost' });
  assert.is((await on.port.send(channel, post)).kind, 'unknown');
  discord.rest.faults.plan(template, { kind: 'done_but', status: 502 });
  assert.is((await on.port.send(channel, post)).kind, 'unknown');
  const { message } = done(await on.port.send(channel, post));
  assert.equal([...discord.world.messagesOf(channel).keys()], [message]);
  const create = 'POST /guilds/:id/channels';
  discord.rest.faults.plan(create, { kind: 'done_but', status: 500 });
  const again = { name: 'b', topic: '', category: null, overwrites: [] };
  assert.is((await on.port.createChannel(on.guild.id, again)).kind, 'unknown');
  assert.is(discord.rest.seen.filter((one) => one.template === create).length, 2);
});

test('[K128] a short limit is waited out, a long one is told, and other channels go on', async () => {
  const { discord } = on;
  const channel = await on.makeChannel();
  const other = await on.makeChannel();
  const template = 'POST /channels/:id/messages';
  discord.world.limits.routes.set(template, { max: 1, window_ms: 300 });
  done(await on.port.send(channel, { content: 'one' }));
  done(await on.port.send(channel, { content: 'two' }));
  discord.world.limits.routes.set(template, { max: 1, window_ms: 2_800 });
  const third = await on.port.send(channel, { content: 'three' });
  if (third.kind === 'done') refused(await on.port.send(channel, { content: 'x' }), 'rate_limited');
  else refused(third, 'rate_limited');
  done(await on.port.send(other, { content: 'one' }));
});

test('[K134] an edit that Discord holds up for long holds up nothing else in its channel', async () => {
  const { discord } = on;
  const channel = await on.makeChannel();
  const { message } = done(await on.port.send(channel, { content: 'header' }));
  discord.world.limits.old_edits_max = 1;
  discord.world.clock.move(3_600_001);
  done(await on.port.edit(channel, message, { content: 'one' }));
  refused(await on.port.edit(channel, message, { content: 'two' }), 'rate_limited');
  const { message: fresh } = done(await on.port.send(channel, { content: 'fresh' }));
  done(await on.port.edit(channel, fresh, { content: 'edited' }));
});

test('[K137] an address that is shut out without a word on how long is left alone for a minute', async () => {
  const { discord, guild, port } = on;
  discord.world.limits.invalid_max = 0;
  const sent = discord.rest.seen.length;
  const outcome = await port.member(guild.id, discord.world.bot.id);
  refused(outcome, 'rate_limited');
  assert.ok(outcome.kind === 'refused' && outcome.reason === 'rate_limited');
  assert.is(outcome.retry_after_ms, 60_000);
  assert.is(discord.rest.seen.length, sent + 1);
});
