import { createRequire } from 'node:module';
import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { botPermissions } from '../../actors/discord/bot-permissions.ts';
import { assert, suite } from '../support/suite.ts';
import { AdapterStage, done, refused } from './adapter-stage.ts';
import { botBits } from './raw-client.ts';

const test = suite('discord adapter: gateway');

const isLoaded = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('/discord.js/'));

test('[K100] discord.js is loaded when the bridge is opened, and not before', async () => {
  assert.not(isLoaded());
  const on = await AdapterStage.open();
  assert.ok(isLoaded());
  await on.close();
});

test('[K101] once connected it says who the bot is, then which guilds can be used', async () => {
  const on = await AdapterStage.connected();
  const { bot, application } = on.discord.world;
  assert.equal(on.events, [
    { kind: 'ready', session: 'fresh', user: bot.id, application },
    { kind: 'guild_back', guild: on.guild.id },
  ]);
  await on.close();
});

test('[K102] messages that are written, edited, cleared and answered come in order, with who wrote them', async () => {
  const on = await AdapterStage.connected();
  const { discord, guild } = on;
  const role = guild.addRole('support');
  const bob = discord.person('bob');
  bob.joins(guild, [role.id]);
  guild.changeMember(bob.id, { nick: 'Bob the Smith' });
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  await on.hear('channel_changed');
  const from = on.events.length;
  const files = [{ name: 'horse.png', type: 'image/png', bytes: new Uint8Array(7) }];
  const first = bob.writes(channel, 'my horse', { files });
  const second = discord.owner(guild).writes(channel, 'what of it?', {
    replyTo: first,
    stickers: [discord.world.ids.next()],
  });
  // A pin changes the message, but is no edit.
  done(await on.port.pin(channel, first));
  bob.edits(channel, first, 'my white horse');
  bob.deletes(channel, first);
  discord.owner(guild).clears(channel, [second]);
  await discord.until(
    () => on.kinds(from).filter((kind) => kind === 'messages_deleted').length === 2,
  );
  assert.equal(on.kinds(from), [
    'message_created',
    'message_created',
    'message_created',
    'message_edited',
    'messages_deleted',
    'messages_deleted',
  ]);
  const created = await on.hear('message_created', from);
  const { message } = created;
  assert.equal(message.author, {
    user: bob.id,
    name: 'Bob the Smith',
    bot: false,
    self: false,
    roles: [role.id],
  });
  assert.is(message.guild, guild.id);
  assert.is(message.content, 'my horse');
  assert.is(message.attachments[0]!.name, 'horse.png');
  assert.is(message.attachments[0]!.bytes, 7);
  const answer = (await on.hear('message_created', from + 1)).message;
  assert.equal(answer.replyTo, { id: first, said: 'my horse' });
  assert.equal([answer.stickers, message.stickers], [['wave'], []]);
  const edited = await on.hear('message_edited');
  assert.is(edited.message.content, 'my white horse');
  assert.ok(edited.message.edited !== null);
  const pinned = await on.hear('message_created', from + 2);
  assert.ok(pinned.message.system && pinned.message.author.self);
  assert.equal((await on.hear('messages_deleted')).messages, [first]);
  await on.close();
});

test('[K103] channels, categories, roles and members that change or go by hand are told', async () => {
  const on = await AdapterStage.connected();
  const { discord, guild } = on;
  const owner = discord.owner(guild);
  const bob = discord.person('bob');
  const role = guild.addRole('support').id;
  const category = owner.makesChannel(guild, 'Tickets', { type: 4 }).id;
  const channel = owner.makesChannel(guild, 'hall', { parent_id: category }).id;
  await discord.until(() => on.kinds().filter((kind) => kind === 'channel_changed').length === 2);
  const from = on.events.length;
  bob.joins(guild);
  owner.givesRole(guild, bob.id, role);
  owner.deletesRole(guild, role);
  owner.deletesChannel(category);
  owner.deletesChannel(channel);
  bob.leaves(guild);
  await on.hear('member_left');
  const told = on.events.slice(from);
  const member = { user: bob.id, name: 'bob' };
  assert.equal(told, [
    { kind: 'member_changed', guild: guild.id, member: { ...member, roles: [] } },
    { kind: 'member_changed', guild: guild.id, member: { ...member, roles: [role] } },
    { kind: 'role_changed', guild: guild.id },
    { kind: 'channel_deleted', guild: guild.id, channel: category },
    {
      kind: 'channel_changed',
      guild: guild.id,
      channel: {
        id: channel,
        kind: 'text',
        name: 'hall',
        topic: '',
        category: null,
        overwrites: [],
      },
    },
    { kind: 'channel_deleted', guild: guild.id, channel },
    { kind: 'member_left', guild: guild.id, user: bob.id },
  ]);
  await on.close();
});

test('[K104] a bot that is removed loses the guild and has it back when invited; an outage of it is neither', async () => {
  const on = await AdapterStage.connected();
  const from = on.events.length;
  on.discord.setAvailable(on.guild, false);
  on.discord.setAvailable(on.guild, true);
  on.discord.kick(on.guild);
  on.discord.invite(on.guild, botBits);
  await guildsHeard(on, from, 3);
  assert.equal(
    on.kinds(from).filter((kind) => kind.startsWith('guild_')),
    ['guild_back', 'guild_lost', 'guild_back'],
  );
  await on.close();
});

function guildsHeard(on: AdapterStage, from: number, guilds: number): Promise<unknown> {
  return on.discord.until(
    () => on.kinds(from).filter((kind) => kind.startsWith('guild_')).length === guilds,
  );
}

test('[K105] after op 7 and close 4000 it resumes, and nothing that was written meanwhile is missed', async () => {
  const on = await AdapterStage.connected();
  const { discord, guild } = on;
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  await on.hear('channel_changed');
  for (const [act, text] of [
    [() => discord.gateway.askToReconnect(), 'after op 7'],
    [() => discord.gateway.close(4000), 'after 4000'],
  ] as const) {
    const from = on.events.length;
    act();
    await discord.until(() => discord.gateway.connections.size === 0);
    discord.owner(guild).writes(channel, text);
    assert.is((await on.hear('ready', from)).session, 'resumed');
    assert.is((await on.hear('message_created', from)).message.content, text);
    assert.is(on.kinds(from)[0], 'disconnected');
  }
  assert.is(discord.gateway.identifies, 1);
  await on.close();
});

test('[K106] after close 1000 and op 9 it identifies afresh, says so, and no oftener than Discord lets it', async () => {
  const on = await AdapterStage.connected();
  const { discord } = on;
  discord.gateway.identify_every_ms = 5_000;
  for (const act of [() => discord.gateway.close(1000), () => discord.gateway.invalidate(false)]) {
    const from = on.events.length;
    act();
    await discord.until(() => discord.gateway.connections.size === 0);
    // It is connected again, and waits to identify.
    await discord.until(() => discord.gateway.connections.size === 1);
    assert.not(on.kinds(from).includes('ready'));
    await on.moveUntil(() => on.kinds(from).includes('guild_back'));
    assert.is((await on.hear('ready', from)).session, 'fresh');
  }
  assert.is(discord.gateway.identifies, 3);
  await on.close();
});

test('[K111] after an outage it is back by itself', async () => {
  const on = await AdapterStage.connected();
  const { discord } = on;
  const from = on.events.length;
  await discord.goDown();
  await on.hear('disconnected', from);
  await discord.comeBack();
  await on.hear('ready', from);
  assert.is(on.kinds(from).filter((kind) => kind === 'disconnected').length, 1);
  await on.close();
});

test('[K112] it leaves with a clean close, after what was under way, and tells nothing more', async () => {
  const on = await AdapterStage.connected();
  const { discord, guild } = on;
  const channel = await on.makeChannel();
  let go = (): void => {};
  discord.rest.faults.plan('POST /channels/:id/messages', {
    kind: 'held',
    until: new Promise<void>((resolve) => (go = resolve)),
  });
  const sending = on.port.send(channel, { content: 'on its way' });
  const from = on.events.length;
  const stopped = on.port.stop();
  await discord.until(() => discord.gateway.connections.size === 0);
  assert.is(discord.gateway.sessions.size, 0);
  go();
  await stopped;
  done(await sending);
  refused(await on.port.send(channel, { content: 'too late' }), 'offline');
  discord.owner(guild).writes(channel, 'unheard');
  assert.equal(on.kinds(from), []);
  await on.close();
});

test('[K113] a call that does not end does not keep it from stopping, and its outcome is unknown', async () => {
  const on = await AdapterStage.connected();
  const channel = await on.makeChannel();
  const until = new Promise<void>(() => {});
  on.discord.rest.faults.plan('POST /channels/:id/messages', { kind: 'held', until });
  const sending = on.port.send(channel, { content: 'for ever' });
  const stopped = on.port.stop();
  on.discord.world.clock.move(3_000);
  await stopped;
  assert.is((await sending).kind, 'unknown');
  await on.close();
});

test('[K114] stopped during an outage, it does not come back when Discord does', async () => {
  const on = await AdapterStage.connected();
  const { discord } = on;
  await discord.goDown();
  await on.hear('disconnected');
  await on.port.stop();
  await discord.comeBack();
  // A client that was not stopped would be back by then.
  const other = await AdapterStage.connected();
  await other.discord.goDown();
  await other.hear('disconnected');
  await other.discord.comeBack();
  await other.hear('ready', other.events.length);
  assert.is(discord.gateway.heard.length, 1);
  await other.close();
  await on.close();
});

test('[K115] an event that is not understood is logged, and what follows is heard', async () => {
  const on = await AdapterStage.connected();
  const { discord, guild } = on;
  const channel = discord.owner(guild).makesChannel(guild, 'hall');
  const bob = discord.person('bob').user;
  discord.world.tell('MESSAGE_CREATE' as never, { id: '1' } as never, { guild });
  const nobody = { id: '1', type: 3, user: bob };
  discord.world.tell('INTERACTION_CREATE' as never, nobody as never, { guild });
  discord.owner(guild).writes(channel.id, 'hello');
  await on.hear('message_created');
  assert.equal(
    on.errors.splice(0).map((error) => (error as Error).message),
    ['MESSAGE_CREATE was not understood', 'INTERACTION_CREATE was not understood'],
  );
  await on.close();
});

test("[K116] the permissions that the bot is invited with are Discord's own", () => {
  for (const [name, bit] of Object.entries(botPermissions)) {
    assert.is(bit, Bit[name as keyof typeof Bit], name);
  }
});
