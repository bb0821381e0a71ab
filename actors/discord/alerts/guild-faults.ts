import type { DiscordProblem } from '../../../protocol/discord-problems.ts';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import type { GuildSeen } from '../port/shapes.ts';
import { roleFaults } from '../guild/roles.ts';
import type { BridgeMeta } from '../store.ts';
import type { BridgeSettings } from '../deps.ts';

/** Alerts administrators of what the guild lacks: what the settings name, and what the bot needs. */
export function alertOfGuildFaults(
  alerts: Alerts,
  guild: GuildSeen,
  known: { readonly settings: BridgeSettings; readonly meta: BridgeMeta | undefined },
): void {
  const roles = roleFaults(guild, known);
  alerts.set('category', categoryFault(guild, known.settings.category));
  alerts.set('support_role', roles.support);
  alerts.set('access_role', roles.access);
  alerts.set('permissions', permissionFault(guild));
}

export function categoryFault(
  guild: GuildSeen,
  category: string | null,
): DiscordProblem | undefined {
  if (category === null) return undefined;
  if (guild.channels.some(({ id, kind }) => id === category && kind === 'category')) {
    return undefined;
  }
  return discordProblem('category_missing', { category });
}

function permissionFault({ missingPermissions }: GuildSeen): DiscordProblem | undefined {
  if (missingPermissions.length === 0) return undefined;
  return discordProblem('permissions_missing', { missing: missingPermissions });
}
