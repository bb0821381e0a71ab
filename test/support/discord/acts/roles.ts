import {
  type APIGuildMember,
  type APIRole,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { asForm, bits, optionalText } from '../form.ts';
import type { Guild } from '../guild.ts';
import { guildPermissions, standsAbove } from '../permissions.ts';
import { refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { needIn, reachGuild } from './reach.ts';

const roles_max = 250;

export function createRole(world: World, actor: string, guildId: string, value: unknown): APIRole {
  const guild = reachGuild(world, actor, guildId);
  needIn(guild, actor, Bit.ManageRoles);
  const form = asForm(value);
  if (guild.roles.size >= roles_max) throw refusal('rolesFull');
  const everyone = BigInt(guild.roles.get(guild.id)!.permissions);
  const permissions =
    form.permissions === undefined ? everyone : bits(form.permissions, 'permissions');
  if ((permissions & ~guildPermissions(guild, actor)) !== 0n) throw refusal('missingPermissions');
  const role = guild.addRole(optionalText(form.name, 'name', 0, 100) ?? 'new role', permissions);
  if (form.mentionable === true) guild.changeRole(role.id, { mentionable: true });
  return guild.roles.get(role.id)!;
}

export function deleteRole(world: World, actor: string, guildId: string, id: string): void {
  const guild = reachGuild(world, actor, guildId);
  givable(guild, actor, id);
  guild.removeRole(id);
}

export function giveRole(
  world: World,
  actor: string,
  guildId: string,
  user: string,
  id: string,
): void {
  const { guild, member } = reachMember(world, actor, guildId, user);
  givable(guild, actor, id);
  if (!member.roles.includes(id)) guild.changeMember(user, { roles: [...member.roles, id] });
}

export function takeRole(
  world: World,
  actor: string,
  guildId: string,
  user: string,
  id: string,
): void {
  const { guild, member } = reachMember(world, actor, guildId, user);
  givable(guild, actor, id);
  if (!member.roles.includes(id)) return;
  guild.changeMember(user, { roles: member.roles.filter((one) => one !== id) });
}

export function reachMember(
  world: World,
  actor: string,
  guildId: string,
  user: string,
): { guild: Guild; member: APIGuildMember } {
  const guild = reachGuild(world, actor, guildId);
  const member = guild.members.get(user);
  if (member) return { guild, member };
  throw refusal(world.users.has(user) ? 'unknownMember' : 'unknownUser');
}

/** A role that the actor may give, take and remove: below its own, and nobody's integration. */
function givable(guild: Guild, actor: string, id: string): void {
  needIn(guild, actor, Bit.ManageRoles);
  const role = guild.roles.get(id);
  if (!role) throw refusal('unknownRole');
  if (role.managed || id === guild.id) throw refusal('invalidRole');
  if (!standsAbove(guild, actor, role)) throw refusal('missingPermissions');
}
