import type { KeptSettings } from '../../protocol/settings.ts';

/** What the roles of Discord must not be, whatever the server on Discord looks like. Pure. */

type RoleSettings = Pick<
  KeptSettings,
  'discord_server' | 'discord_support_role' | 'discord_access_role'
>;

/** Why these settings do not go together: for a person, with what to do. */
export interface RolesFault {
  /** That has to be another one. */
  readonly name: 'discord_support_role' | 'discord_access_role';
  readonly sentence: string;
}

/** @param own the role that the bot made itself, which it gives while no other is set */
export function rolesFault(settings: RoleSettings, own: string | null): RolesFault | undefined {
  const { discord_server: server, discord_support_role: support } = settings;
  const access = settings.discord_access_role;
  if (support !== null && support === server) {
    const sentence = `The role ${support} set as discord_support_role is @everyone of the Discord server, so everybody there would read every ticket: set the role of your staff, or null.`;
    return { name: 'discord_support_role', sentence };
  }
  if (access !== null && access === server) {
    const sentence = `The role ${access} set as discord_access_role is @everyone of the Discord server, which nobody can be given: set another one, or null for one that the bot makes.`;
    return { name: 'discord_access_role', sentence };
  }
  if (support !== null && support === (access ?? own)) {
    const sentence = `The role ${support} set as discord_support_role is the one that players with tickets.view are given, so each of them would read every ticket: set two different roles.`;
    return { name: 'discord_support_role', sentence };
  }
  return undefined;
}

/** The support role, unless players would have it too. */
export function usableSupportRole(settings: RoleSettings, own: string | null): string | null {
  const fault = rolesFault(settings, own);
  return fault?.name === 'discord_support_role' ? null : settings.discord_support_role;
}
