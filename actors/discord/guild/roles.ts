import type { DiscordProblem } from '../../../protocol/discord-problems.ts';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import { rolesFault, usableSupportRole } from '../../settings/discord-roles.ts';
import type { GuildSeen } from '../port/shapes.ts';
import { ownRoleIn, type BridgeMeta } from '../store.ts';
import type { BridgeSettings } from '../deps.ts';

/** Checks the roles of the settings against the guild. Pure. */

interface RolesKnown {
  readonly settings: BridgeSettings;
  readonly meta: BridgeMeta | undefined;
}

/** What is wrong with each role, if anything. */
export function roleFaults(
  guild: GuildSeen,
  known: RolesKnown,
): {
  readonly support: DiscordProblem | undefined;
  readonly access: DiscordProblem | undefined;
} {
  const { supportRole, accessRole } = known.settings;
  const own = ownOf(known);
  const fault = rolesFault(namesOf(known.settings), own);
  const isOwnThere = guild.roles.some(({ id }) => id === own);
  const access = accessRoleFault(guild, accessRole ?? (isOwnThere ? own : null));
  switch (fault?.name) {
    case 'discord_support_role':
      return { support: fault.problem, access };
    case 'discord_access_role':
      return { support: supportRoleMissing(guild, supportRole), access: fault.problem };
    case undefined:
      return { support: supportRoleMissing(guild, supportRole), access };
  }
}

/** The support role, if the guild has it and players are not given it. */
export function supportRoleIn(guild: GuildSeen, known: RolesKnown): string | null {
  const role = usableSupportRole(namesOf(known.settings), ownOf(known));
  return supportRoleMissing(guild, role) === undefined ? role : null;
}

function ownOf({ settings, meta }: RolesKnown): string | null {
  return meta === undefined ? null : ownRoleIn(meta, settings.guild);
}

function namesOf({ guild, supportRole, accessRole }: BridgeSettings) {
  return {
    discord_server: guild,
    discord_support_role: supportRole,
    discord_access_role: accessRole,
  };
}

/** Why linked players cannot be given this role, if they cannot. */
export function accessRoleFault(guild: GuildSeen, role: string | null): DiscordProblem | undefined {
  if (role === null) return undefined;
  const found = guild.roles.find(({ id }) => id === role);
  if (found === undefined) {
    return discordProblem('access_role_missing', { role });
  }
  if (found.managed) {
    return discordProblem('access_role_managed', { role });
  }
  if (found.position >= guild.rolePosition) {
    return discordProblem('access_role_above', { role });
  }
  return undefined;
}

function supportRoleMissing(guild: GuildSeen, role: string | null): DiscordProblem | undefined {
  if (role === null || guild.roles.some(({ id }) => id === role)) return undefined;
  return discordProblem('support_role_missing', { role });
}
