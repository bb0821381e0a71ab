import { GatewayIntentBits as Intent } from 'discord-api-types/v10';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import type { Person } from '../support/discord/person.ts';
import { assert, suite } from '../support/suite.ts';
import { RawGateway } from './raw-gateway.ts';
import { botBits, hidden, RawClient, stage } from './raw-client.ts';

const test = suite('stand-in: gateway');
let discord: Discord;
let guild: Guild;
let channel: string;
let bob: Person;

test.before.each(async () => {
  ({ discord, guild } = stage(await Discord.start()));
  channel = discord.owner(guild).makesChannel(guild, 'ticket').id;
  bob = discord.person('bob');
});
test.after.each(() => discord.stop());

const everything =
  Intent.Guilds |
  Intent.GuildMembers |
  Intent.GuildMessages |
  Intent.DirectMessages |
  Intent.MessageContent;

function open(): RawGateway {
  return new RawGateway(discord);
}

async function ready(intents: number = everything): Promise<RawGateway> {
  const gateway = open();
  await gateway.identify(intents);
  await gateway.event('GUILD_CREATE');
  return gateway;
}

async function resume(from: RawGateway, seq?: number): Promise<RawGateway> {
  const { d } = await from.event('READY');
  const last = from.got.findLast(({ s }) => s !== undefined)!.s;
  const gateway = open();
  await gateway.hello();
  gateway.send(6, { token: 'token-of-the-bot', session_id: d.session_id, seq: seq ?? last });
  return gateway;
}

test('[Z43] hello, beats and identify; then ready, and each guild with no member but the bot', async () => {
  bob.joins(guild);
  discord.gateway.heartbeat_ms = 1_234;
  const gateway = await ready();
  assert.equal((await gateway.hello()).d, { heartbeat_interval: 1_234 });
  await gateway.beat();
  const { d } = await gateway.event('READY');
  assert.equal(d.guilds, [{ id: guild.id, unavailable: true }]);
  assert.is(d.resume_gateway_url, discord.gateway.url);
  const told = (await gateway.event('GUILD_CREATE')).d;
  assert.is(told.unavailable, false);
  assert.is((told.members as unknown[]).length, 1);
  assert.is((told.channels as unknown[]).length, 1);
});

test('[Z44] wrong tokens, intents not switched on, and what a client should not send close the line', async () => {
  const closed = async (act: (gateway: RawGateway) => unknown): Promise<number> => {
    const gateway = open();
    await gateway.hello();
    await act(gateway);
    return gateway.closed;
  };
  assert.is(await closed((gateway) => gateway.identify(1, 'wrong')), 4004);
  assert.is(await closed((gateway) => gateway.identify(1 << 30)), 4013);
  assert.is(await closed((gateway) => gateway.sendText('{')), 4002);
  assert.is(await closed((gateway) => gateway.send(99, {})), 4001);
  assert.is(await closed((gateway) => gateway.send(3, {})), 4003);
  discord.world.settings.members_intent = false;
  assert.is(await closed((gateway) => gateway.identify(Intent.GuildMembers)), 4014);
  discord.world.settings.content_intent = false;
  assert.is(await closed((gateway) => gateway.identify(Intent.MessageContent)), 4014);
  const twice = await ready(Intent.Guilds);
  await twice.identify(Intent.Guilds);
  assert.is(await twice.closed, 4005);
  const flood = await ready(Intent.Guilds);
  for (let i = 0; i < 120; i += 1) flood.send(1, null);
  assert.is(await flood.closed, 4008);
});

test('[Z45] what was not asked for is not told, and without the content intent the words of others are blank', async () => {
  bob.joins(guild);
  const few = await ready(Intent.Guilds | Intent.GuildMessages);
  const content = 'a secret';
  bob.writes(channel, content);
  const message = (await few.event('MESSAGE_CREATE')).d;
  assert.is(message.content, '');
  discord.world.settings.content_intent = false;
  const raw = new RawClient(discord);
  const read = await raw.done('GET', `/channels/${channel}/messages/${message.id}`);
  assert.is(read.content, '');
  await raw.done('POST', `/channels/${channel}/messages`, { content: 'my own' });
  bob.writes(channel, `to <@${discord.world.bot.id}>`);
  bob.leaves(guild);
  await few.beat();
  const texts = few.got.filter(({ t }) => t === 'MESSAGE_CREATE').map(({ d }) => d.content);
  assert.equal(texts, ['', 'my own', `to <@${discord.world.bot.id}>`]);
  assert.not(few.told().includes('GUILD_MEMBER_REMOVE'));
});

test('[Z46] messages of channels that the bot does not see are not told', async () => {
  bob.joins(guild);
  const gateway = await ready();
  const owner = discord.owner(guild);
  const overwrites = hidden(discord, guild).slice(0, 1);
  const { id } = owner.makesChannel(guild, 'staff', { permission_overwrites: overwrites });
  owner.writes(id, 'about the bot');
  owner.writes(channel, 'to all');
  assert.is((await gateway.event('MESSAGE_CREATE')).d.content, 'to all');
});

test('[Z47] a client that resumes is told what it missed, in order, then that it has resumed', async () => {
  bob.joins(guild);
  const before = await ready();
  await before.close(4200);
  bob.writes(channel, 'one');
  bob.writes(channel, 'two');
  const after = await resume(before);
  await after.event('RESUMED');
  bob.writes(channel, 'three');
  await after.beat();
  assert.equal(
    after.got.filter(({ t }) => t).map(({ t, d }) => d.content ?? t),
    ['one', 'two', 'RESUMED', 'three'],
  );
  await after.close(4200);
  assert.is(await (await resume(before, 10_000)).closed, 4007);
});

test('[Z48] a session that its client ended, that Discord ended or that was left too long is over', async () => {
  const over = async (end: (gateway: RawGateway) => unknown): Promise<void> => {
    const before = await ready();
    await end(before);
    const after = await resume(before);
    assert.is((await after.next(({ op }) => op === 9)).d, false);
  };
  await over((gateway) => gateway.close(1000));
  await over((gateway) => {
    discord.gateway.close(4009);
    return gateway.closed;
  });
  await over(async (gateway) => {
    await gateway.close(4200);
    discord.world.clock.move(300_001);
  });
  const kept = await ready();
  discord.gateway.close(4000);
  assert.is(await kept.closed, 4000);
  await (await resume(kept)).event('RESUMED');
});

test('[Z49] it asks to reconnect, says that a session is invalid, and falls silent', async () => {
  const gateway = await ready();
  discord.gateway.askToReconnect();
  await gateway.next(({ op }) => op === 7);
  discord.gateway.invalidate(true);
  assert.is((await gateway.next(({ op }) => op === 9)).d, true);
  await gateway.beat();
  discord.gateway.silent = true;
  const before = gateway.got.length;
  gateway.send(1, null);
  await discord.until(() => discord.gateway.beats === 2);
  assert.is(gateway.got.length, before);
});

test('[Z50] what is done by hand is told: messages, channels, categories, roles and members', async () => {
  const gateway = await ready();
  const owner = discord.owner(guild);
  bob.joins(guild);
  const message = owner.writes(channel, 'hello');
  owner.edits(channel, message, 'hullo');
  owner.deletes(channel, message);
  owner.clears(channel, [owner.writes(channel, 'a'), owner.writes(channel, 'b')]);
  const role = guild.addRole('support').id;
  owner.givesRole(guild, bob.id, role);
  owner.deletesRole(guild, role);
  const category = owner.makesChannel(guild, 'tickets', { type: 4 }).id;
  owner.changesChannel(channel, { parent_id: category });
  owner.deletesChannel(category);
  owner.deletesChannel(channel);
  bob.leaves(guild);
  await gateway.beat();
  assert.equal(gateway.told().slice(2), [
    'GUILD_MEMBER_ADD',
    'MESSAGE_CREATE',
    'MESSAGE_UPDATE',
    'MESSAGE_DELETE',
    'MESSAGE_CREATE',
    'MESSAGE_CREATE',
    'MESSAGE_DELETE_BULK',
    'GUILD_ROLE_CREATE',
    'GUILD_MEMBER_UPDATE',
    'GUILD_ROLE_DELETE',
    'CHANNEL_CREATE',
    'CHANNEL_UPDATE',
    'CHANNEL_DELETE',
    'CHANNEL_UPDATE',
    'CHANNEL_DELETE',
    'GUILD_MEMBER_REMOVE',
  ]);
});

test('[Z51] a bot is told that it was removed, invited back, and that a guild is out of reach', async () => {
  const gateway = await ready();
  discord.kick(guild);
  discord.owner(guild).writes(channel, 'unheard');
  discord.invite(guild, botBits);
  discord.setAvailable(guild, false);
  discord.setAvailable(guild, true);
  await gateway.beat();
  const told = gateway.got.filter(({ t }) => t?.startsWith('GUILD_')).slice(1);
  assert.equal(
    told.filter(({ t }) => !t!.includes('ROLE')).map(({ t, d }) => [t, d.unavailable]),
    [
      ['GUILD_DELETE', undefined],
      ['GUILD_CREATE', false],
      ['GUILD_DELETE', true],
      ['GUILD_CREATE', false],
    ],
  );
  assert.not(gateway.told().includes('MESSAGE_CREATE'));
});

test('[Z52] direct messages and what people ask for are told', async () => {
  bob.joins(guild);
  const gateway = await ready();
  const dm = discord.world.openDm(bob.user).id;
  bob.writes(dm, 'hello bot');
  const { d } = await gateway.event('MESSAGE_CREATE');
  assert.is(d.channel_type, 1);
  assert.is(d.guild_id, undefined);
  await new RawClient(discord).done(
    'PUT',
    `/applications/${discord.world.application}/guilds/${guild.id}/commands`,
    [{ name: 'link', description: 'Link' }],
  );
  bob.commands(channel, 'link');
  const asked = (await gateway.event('INTERACTION_CREATE')).d;
  assert.equal(asked.entitlements, []);
  assert.is(asked.guild_id, guild.id);
});

test('[Z62] identifies are counted by the day, and one that comes too early is an invalid session', async () => {
  const raw = new RawClient(discord);
  const remaining = async (): Promise<number> => {
    const { session_start_limit } = await raw.done('GET', '/gateway/bot');
    return (session_start_limit as { remaining: number }).remaining;
  };
  assert.is(await remaining(), 1_000);
  discord.gateway.identify_every_ms = 5_000;
  await ready();
  const early = open();
  await early.identify(everything);
  assert.is((await early.next(({ op }) => op === 9)).d, false);
  assert.is(await remaining(), 999);
  discord.world.clock.move(5_001);
  await early.identify(everything);
  await early.event('READY');
  assert.is(await remaining(), 998);
  discord.world.clock.move(86_400_000);
  assert.is(await remaining(), 1_000);
});
