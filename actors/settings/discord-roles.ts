import type { DiscordProblem } from '../../protocol/discord-problems.ts';
import { discordProblem } from '../../protocol/discord-sentences.ts';
import type { KeptSettings } from '../../protocol/kept-settings.ts';

/**
 * Which Discord roles the settings must not name, whatever the server on Discord looks like. Pure.
 */

type RoleSettings = Pick<
  KeptSettings,
  'discord_server' | 'discord_support_role' | 'discord_access_role'
>;

/** Why these settings conflict, in a sentence for a person that says what to do. */
export interface RolesFault {
  /** The setting that has to change. */
  readonly name: 'discord_support_role' | 'discord_access_role';
  readonly problem: DiscordProblem;
}

/** @param own the role that the bot made itself and assigns while no other is set */
export function rolesFault(settings: RoleSettings, own: string | null): RolesFault | undefined {
  const { discord_server: server, discord_support_role: support } = settings;
  const access = settings.discord_access_role;
  if (support !== null && support === server) {
    const problem = discordProblem('support_role_everyone', { role: support });
    return { name: 'discord_support_role', problem };
  }
  if (access !== null && access === server) {
    const problem = discordProblem('access_role_everyone', { role: access });
    return { name: 'discord_access_role', problem };
  }
  if (support !== null && support === (access ?? own)) {
    const problem = discordProblem('support_role_of_players', { role: support });
    return { name: 'discord_support_role', problem };
  }
  return undefined;
}

/** The support role, unless players would have it too. */
export function usableSupportRole(settings: RoleSettings, own: string | null): string | null {
  const fault = rolesFault(settings, own);
  return fault?.name === 'discord_support_role' ? null : settings.discord_support_role;
}
