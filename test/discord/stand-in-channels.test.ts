import { ChannelType, PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { Discord } from '../support/discord/discord.ts';
import { channelPermissions, has } from '../support/discord/permissions.ts';
import { assert, suite } from '../support/suite.ts';
import { botBits, hidden, type Stage, stage } from './raw-client.ts';

const test = suite('stand-in: channels');
let on: Stage;

test.before.each(async () => {
  on = stage(await Discord.start());
});
test.after.each(() => on.discord.stop());

const ten_min_ms = 600_000;

test('[Z1] two renames in ten minutes, then 429 with the rest of them, and no header tells', async () => {
  const { discord, guild, raw } = on;
  const { id } = await raw.done('POST', `/guilds/${guild.id}/channels`, { name: 'ticket' });
  await raw.done('PATCH', `/channels/${id}`, { name: 'one' });
  discord.world.clock.move(20_000);
  await raw.done('PATCH', `/channels/${id}`, { topic: 'two' });
  const third = await raw.ask('PATCH', `/channels/${id}`, { name: 'three' });
  assert.is(third.status, 429);
  assert.ok(Math.abs(Number(third.body.retry_after) - 580) < 5);
  assert.ok(Number(third.headers.get('x-ratelimit-remaining')) > 0);
  assert.is(guild.channels.get(id)!.name, 'one');
  // Changes without name and topic are not limited by it, nor are other channels.
  await raw.done('PATCH', `/channels/${id}`, { rate_limit_per_user: 5 });
  const other = await raw.done('POST', `/guilds/${guild.id}/channels`, { name: 'other' });
  await raw.done('PATCH', `/channels/${other.id}`, { name: 'another' });
  discord.world.clock.move(ten_min_ms - 20_000);
  await raw.done('PATCH', `/channels/${id}`, { name: 'three' });
  assert.is((await raw.ask('PATCH', `/channels/${id}`, { name: 'four' })).status, 429);
});

test('[Z2] a category takes 50 channels and a guild 500', async () => {
  const { discord, guild, raw } = on;
  const owner = discord.owner(guild);
  const type = ChannelType.GuildCategory;
  const category = owner.makesChannel(guild, 'tickets', { type }).id;
  for (let i = 0; i < 50; i += 1) owner.makesChannel(guild, `in-${i}`, { parent_id: category });
  const path = `/guilds/${guild.id}/channels`;
  const inside = { name: 'one-more', parent_id: category };
  await raw.refused(50035, 'POST', path, inside, /parent_id.*CHANNEL_PARENT_MAX_CHANNELS/u);
  const { id } = await raw.done('POST', path, { name: 'top' });
  const move = { parent_id: category };
  await raw.refused(50035, 'PATCH', `/channels/${id}`, move, /CHANNEL_PARENT_MAX_CHANNELS/u);
  while (guild.channels.size < 500) owner.makesChannel(guild, 'filler');
  await raw.refused(30013, 'POST', path, { name: 'one-more' });
  owner.deletesChannel(id);
  await raw.done('POST', path, { name: 'one-more' });
  await raw.refused(50035, 'PATCH', `/channels/${category}`, { parent_id: id }, /PARENT_INVALID/u);
});

test('[Z3] the name of a text channel loses capitals, blanks and punctuation; some are refused', async () => {
  const { discord, guild, raw } = on;
  const path = `/guilds/${guild.id}/channels`;
  const made = await raw.done('POST', path, { name: '🔴 Ticket:  My Horse?! is--gone' });
  assert.is(made.name, '🔴-ticket-my-horse-is-gone');
  await raw.refused(50035, 'POST', path, { name: '' }, /name.*BASE_TYPE_REQUIRED/u);
  await raw.refused(50035, 'POST', path, { name: '?!' }, /name/u);
  await raw.refused(50035, 'POST', path, { name: 'x'.repeat(101) }, /name/u);
  await raw.refused(50035, 'POST', path, { name: 'a', topic: 'x'.repeat(1_025) }, /topic/u);
  discord.world.settings.refused_name = /42/u;
  await raw.refused(50035, 'POST', path, { name: 'ticket-42' }, /DISCOVERABLE/u);
  await raw.refused(50035, 'PATCH', `/channels/${made.id}`, { name: '42' }, /DISCOVERABLE/u);
});

test('[Z4] a channel that is public even for a moment is recorded, one private from its create call is not', async () => {
  const { discord, guild, raw } = on;
  const path = `/guilds/${guild.id}/channels`;
  const overwrites = hidden(discord, guild);
  await raw.done('POST', path, { name: 'private', permission_overwrites: overwrites });
  assert.equal(discord.world.exposures, []);
  const open = await raw.done('POST', path, { name: 'late' });
  await raw.done('PUT', `/channels/${open.id}/permissions/${guild.id}`, {
    type: 0,
    deny: Bit.ViewChannel.toString(),
  });
  assert.equal(discord.world.exposures, [{ channel: open.id, name: 'late' }]);
});

test('[Z5] a channel made without a word on overwrites has those of its category', async () => {
  const { discord, guild, raw } = on;
  const category = await raw.done('POST', `/guilds/${guild.id}/channels`, {
    name: 'Tickets',
    type: ChannelType.GuildCategory,
    permission_overwrites: hidden(discord, guild),
  });
  const path = `/guilds/${guild.id}/channels`;
  await raw.done('POST', path, { name: 'inside', parent_id: category.id });
  assert.equal(discord.world.exposures, []);
});

test('[Z6] making, changing and removing a channel needs the permission for it', async () => {
  const { discord, guild, raw } = stage(on.discord, botBits & ~Bit.ManageChannels);
  const owner = discord.owner(guild);
  await raw.refused(50013, 'POST', `/guilds/${guild.id}/channels`, { name: 'ticket' });
  const { id } = owner.makesChannel(guild, 'by-hand');
  await raw.refused(50013, 'PATCH', `/channels/${id}`, { name: 'mine' });
  await raw.refused(50013, 'DELETE', `/channels/${id}`);
});

test('[Z7] overwrites need Manage Roles, only bits of the bot, and Manage Roles itself an administrator', async () => {
  const { discord, guild, raw } = on;
  const path = `/guilds/${guild.id}/channels`;
  const bit = (flag: bigint): object[] => [{ id: guild.id, type: 0, deny: flag.toString() }];
  const withIt = (flag: bigint) => ({ name: 'a', permission_overwrites: bit(flag) });
  await raw.refused(50013, 'POST', path, withIt(Bit.BanMembers));
  await raw.refused(50013, 'POST', path, withIt(Bit.ManageRoles));
  const { id } = await raw.done('POST', path, withIt(Bit.ViewChannel & ~Bit.ViewChannel));
  const put = `/channels/${id}/permissions/${guild.id}`;
  await raw.refused(50013, 'PUT', put, { type: 0, allow: Bit.KickMembers.toString() });
  await raw.done('PUT', put, { type: 0, deny: Bit.SendMessages.toString() });

  const weak = stage(discord, botBits & ~Bit.ManageRoles);
  const weakPath = `/guilds/${weak.guild.id}/channels`;
  const own = [{ id: weak.guild.id, type: 0, deny: Bit.ViewChannel.toString() }];
  await raw.refused(50013, 'POST', weakPath, { name: 'a', permission_overwrites: own });
  const plain = await raw.done('POST', weakPath, { name: 'a' });
  await raw.refused(50013, 'PUT', `/channels/${plain.id}/permissions/${weak.guild.id}`, {
    type: 0,
  });

  const strong = stage(discord, Bit.Administrator);
  await raw.done('POST', `/guilds/${strong.guild.id}/channels`, {
    name: 'a',
    permission_overwrites: [{ id: strong.guild.id, type: 0, deny: Bit.ManageRoles.toString() }],
  });
});

test('[Z8] an overwrite names a role or a member that there is, and can be removed once', async () => {
  const { discord, guild, raw } = on;
  const { id } = await raw.done('POST', `/guilds/${guild.id}/channels`, { name: 'ticket' });
  const nobody = discord.person('stranger').id;
  await raw.refused(10009, 'PUT', `/channels/${id}/permissions/${nobody}`, { type: 1 });
  await raw.refused(10009, 'PUT', `/channels/${id}/permissions/${guild.id}`, { type: 1 });
  await raw.done('PUT', `/channels/${id}/permissions/${guild.id}`, { type: 0 });
  await raw.done('DELETE', `/channels/${id}/permissions/${guild.id}`);
  await raw.refused(10009, 'DELETE', `/channels/${id}/permissions/${guild.id}`);
});

test('[Z100] no call sets two overwrites of one target', async () => {
  const { discord, guild, raw } = on;
  const path = `/guilds/${guild.id}/channels`;
  const everybody = { id: guild.id, type: 0, deny: '0', allow: '1024' };
  const twice = [...hidden(discord, guild), everybody];
  const where = /permission_overwrites.*SET_TYPE_ALREADY_CONTAINS_VALUE/u;
  const made = { name: 'ticket', permission_overwrites: twice };
  await raw.refused(50035, 'POST', path, made, where);
  const once = { ...made, permission_overwrites: twice.slice(0, 2) };
  const { id } = await raw.done('POST', path, once);
  const edit = { permission_overwrites: twice };
  await raw.refused(50035, 'PATCH', `/channels/${id}`, edit, where);
});

test('[Z9] a bot that hides a channel from everybody hides it from itself', async () => {
  const { guild, raw } = on;
  const overwrites = [{ id: guild.id, type: 0, deny: Bit.ViewChannel.toString() }];
  const { id } = await raw.done('POST', `/guilds/${guild.id}/channels`, {
    name: 'ticket',
    permission_overwrites: overwrites,
  });
  await raw.refused(50001, 'GET', `/channels/${id}`);
  await raw.refused(50001, 'POST', `/channels/${id}/messages`, { content: 'hello' });
  await raw.refused(50001, 'DELETE', `/channels/${id}`);
});

test('[Z10] overwrites go by everybody, then all roles at once, then the member', () => {
  const { discord, guild } = on;
  const see = Bit.ViewChannel.toString();
  const role = guild.addRole('support');
  const other = guild.addRole('other');
  const member = discord.person('bob');
  member.joins(guild, [role.id, other.id]);
  const { id } = discord.owner(guild).makesChannel(guild, 'ticket');
  const sees = (overwrites: Array<[string, 0 | 1, string, string]>): boolean => {
    const permission_overwrites = overwrites.map(([target, type, allow, deny]) => ({
      id: target,
      type,
      allow,
      deny,
    }));
    const channel = guild.changeChannel(id, { permission_overwrites });
    return has(channelPermissions(guild, member.id, channel), Bit.ViewChannel);
  };
  assert.ok(sees([]));
  assert.not(sees([[guild.id, 0, '0', see]]));
  const hide: [string, 0, string, string] = [guild.id, 0, '0', see];
  assert.ok(sees([[role.id, 0, see, '0'], hide]));
  assert.ok(sees([hide, [role.id, 0, see, '0'], [other.id, 0, '0', see]]));
  assert.not(sees([hide, [role.id, 0, see, '0'], [member.id, 1, '0', see]]));
  assert.ok(sees([hide, [role.id, 0, '0', see], [member.id, 1, see, '0']]));
});

test('[Z11] a category removed by hand leaves its channels at the top level', async () => {
  const { discord, guild, raw } = on;
  const owner = discord.owner(guild);
  const type = ChannelType.GuildCategory;
  const category = owner.makesChannel(guild, 'tickets', { type }).id;
  const { id } = owner.makesChannel(guild, 'inside', { parent_id: category });
  owner.deletesChannel(category);
  assert.is((await raw.done('GET', `/channels/${id}`)).parent_id, null);
  await raw.refused(10003, 'GET', `/channels/${category}`);
  owner.deletesChannel(id);
  await raw.refused(10003, 'POST', `/channels/${id}/messages`, { content: 'hello' });
});

test('[Z60] a channel takes 1000 overwrites', async () => {
  const { discord, guild, raw } = on;
  const { id } = discord.owner(guild).makesChannel(guild, 'ticket');
  const many = Array.from({ length: 1_000 }, () => discord.world.ids.next());
  guild.changeChannel(id, {
    permission_overwrites: many.map((target) => ({ id: target, type: 1, allow: '0', deny: '0' })),
  });
  await raw.refused(30060, 'PUT', `/channels/${id}/permissions/${guild.id}`, { type: 0 });
});

test('[Z103] where a server asks for two-factor authentication, a bot whose owner has none moderates nothing', async () => {
  const { discord, guild, raw } = on;
  const { id } = discord.owner(guild).makesChannel(guild, 'ticket');
  const channels = `/guilds/${guild.id}/channels`;
  guild.asksTwoFactor = true;
  await raw.done('POST', channels, { name: 'owner-has-it' });
  discord.world.settings.owner_has_two_factor = false;
  assert.is((await raw.done('GET', `/guilds/${guild.id}`)).mfa_level, 1);
  const { status } = await raw.refused(60003, 'POST', channels, { name: 'other' });
  assert.is(status, 403);
  await raw.refused(60003, 'PATCH', `/channels/${id}`, { name: 'other' });
  await raw.refused(60003, 'PUT', `/channels/${id}/permissions/${guild.id}`, { type: 0 });
  await raw.refused(60003, 'DELETE', `/channels/${id}`);
  await raw.refused(60003, 'POST', `/guilds/${guild.id}/roles`, { name: 'role' });
  // Reading and writing is no moderation.
  const sent = await raw.done('POST', `/channels/${id}/messages`, { content: 'hello' });
  await raw.done('PUT', `/channels/${id}/messages/pins/${sent.id}`);
  guild.asksTwoFactor = false;
  await raw.done('POST', channels, { name: 'not-asked' });
});
