import { rolesFault, usableSupportRole } from '../settings/discord-roles.ts';
import type { GuildSeen } from './port.ts';
import { ownRoleIn, type BridgeMeta, type BridgeSettings } from './store.ts';

/** The roles of the settings as they stand in the guild. Pure. */

interface RolesKnown {
  readonly settings: BridgeSettings;
  readonly meta: BridgeMeta | undefined;
}

/** What has to be seen to about each. */
export function roleFaults(
  guild: GuildSeen,
  known: RolesKnown,
): { readonly support: string | undefined; readonly access: string | undefined } {
  const { supportRole, accessRole } = known.settings;
  const own = ownOf(known);
  const fault = rolesFault(namesOf(known.settings), own);
  const isOwnThere = guild.roles.some(({ id }) => id === own);
  const access = accessRoleFault(guild, accessRole ?? (isOwnThere ? own : null));
  switch (fault?.name) {
    case 'discord_support_role':
      return { support: fault.sentence, access };
    case 'discord_access_role':
      return { support: supportRoleMissing(guild, supportRole), access: fault.sentence };
    case undefined:
      return { support: supportRoleMissing(guild, supportRole), access };
  }
}

/** The support role, if it is there and no player has it. */
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

/** Why the role that linked players are given cannot be given. */
export function accessRoleFault(guild: GuildSeen, role: string | null): string | undefined {
  if (role === null) return undefined;
  const found = guild.roles.find(({ id }) => id === role);
  if (found === undefined) {
    return `The Discord role ${role} set as discord_access_role is not in the server: set another one, or null for one that the bot makes.`;
  }
  if (found.managed) {
    return `The Discord role ${role} set as discord_access_role belongs to an integration, so nobody can be given it: set another one, or null for one that the bot makes.`;
  }
  if (found.position >= guild.rolePosition) {
    return `The Discord role ${role} that linked players are to be given stands above the bot's own, so the bot cannot give it: move the bot's role above it in the server's settings.`;
  }
  return undefined;
}

function supportRoleMissing(guild: GuildSeen, role: string | null): string | undefined {
  if (role === null || guild.roles.some(({ id }) => id === role)) return undefined;
  return `The Discord role ${role} set as discord_support_role is not in the server, so no role gets into the channels: set another one, or null.`;
}
