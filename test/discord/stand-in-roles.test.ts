import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { Discord } from '../support/discord/discord.ts';
import { assert, suite } from '../support/suite.ts';
import { botBits, type Stage, stage } from './raw-client.ts';

const test = suite('stand-in: roles');
let on: Stage;

test.before.each(async () => {
  on = stage(await Discord.start());
});
test.after.each(() => on.discord.stop());

test('[Z24] a bot gives and takes roles below its own only, and none of an integration', async () => {
  const { discord, guild, raw } = on;
  const bob = discord.person('bob');
  bob.joins(guild);
  const path = (role: string): string => `/guilds/${guild.id}/members/${bob.id}/roles/${role}`;
  const before = guild.addRole('before');
  // Roles of one position are ordered by age, and the bot's is the older one here.
  await raw.done('PUT', path(before.id));
  assert.equal(guild.members.get(bob.id)!.roles, [before.id]);
  guild.changeRole(before.id, { position: 2 });
  await raw.refused(50013, 'DELETE', path(before.id));
  const own = guild.members.get(discord.world.bot.id)!.roles[0]!;
  guild.changeRole(own, { position: 3 });
  await raw.done('DELETE', path(before.id));
  await raw.refused(50028, 'PUT', path(own));
  await raw.refused(50028, 'PUT', path(guild.id));
  await raw.refused(10011, 'PUT', path(discord.world.ids.next()));
  bob.leaves(guild);
  await raw.refused(10007, 'PUT', path(before.id));
  const weak = stage(discord, botBits & ~Bit.ManageRoles);
  bob.joins(weak.guild);
  const low = weak.guild.addRole('low');
  await raw.refused(50013, 'PUT', `/guilds/${weak.guild.id}/members/${bob.id}/roles/${low.id}`);
});

test('[Z25] a new role stands at the bottom, and has no permission that the bot lacks', async () => {
  const { guild, raw } = on;
  const path = `/guilds/${guild.id}/roles`;
  const role = await raw.done('POST', path, { name: 'ticket-access', permissions: '0' });
  assert.is(guild.roles.get(role.id)!.position, 1);
  await raw.refused(50013, 'POST', path, { permissions: Bit.BanMembers.toString() });
  while (guild.roles.size < 250) guild.addRole('filler');
  await raw.refused(30005, 'POST', path, { name: 'one more', permissions: '0' });
});

test('[Z26] a role removed by hand takes its overwrites and its holders along', async () => {
  const { discord, guild, raw } = on;
  const owner = discord.owner(guild);
  const role = guild.addRole('support');
  const bob = discord.person('bob');
  bob.joins(guild, [role.id]);
  const { id } = owner.makesChannel(guild, 'ticket');
  await raw.done('PUT', `/channels/${id}/permissions/${role.id}`, { type: 0 });
  owner.deletesRole(guild, role.id);
  assert.equal(guild.channels.get(id)!.permission_overwrites, []);
  const member = await raw.done('GET', `/guilds/${guild.id}/members/${bob.id}`);
  assert.equal(member.roles, []);
});

test('[Z27] the overwrites of a member who leaves stay, and hold again on return', async () => {
  const { discord, guild, raw } = on;
  const bob = discord.person('bob');
  bob.joins(guild);
  const { id } = discord.owner(guild).makesChannel(guild, 'ticket');
  const deny = Bit.ViewChannel.toString();
  await raw.done('PUT', `/channels/${id}/permissions/${bob.id}`, { type: 1, deny });
  bob.leaves(guild);
  await raw.refused(10007, 'GET', `/guilds/${guild.id}/members/${bob.id}`);
  assert.is(guild.channels.get(id)!.permission_overwrites!.length, 1);
  bob.joins(guild);
  assert.not(bob.sees(id));
});

test('[Z28] a bot that was removed gets nothing of the guild, and comes back with a new role', async () => {
  const { discord, guild, raw } = on;
  const before = guild.members.get(discord.world.bot.id)!.roles[0]!;
  const { id } = discord.owner(guild).makesChannel(guild, 'ticket');
  discord.kick(guild);
  await raw.refused(10004, 'GET', `/guilds/${guild.id}`);
  await raw.refused(50001, 'GET', `/guilds/${guild.id}/channels`);
  await raw.refused(50001, 'GET', `/channels/${id}`);
  assert.not(guild.roles.has(before));
  discord.invite(guild, botBits);
  await raw.done('GET', `/channels/${id}`);
});
