import { botPermissionBits } from './bot-permissions.ts';

/** The address that invites the bot; null without a token, or while its application is not known. */
export function invitation(
  token: string | undefined,
  guild: string | null,
  known?: string,
): string | null {
  if (token === undefined) return null;
  const application = known ?? applicationOfToken(token);
  return application === undefined ? null : inviteAddress(application, guild);
}

/** The address at which somebody who manages a guild adds the bot with its permissions. */
function inviteAddress(application: string, guild: string | null): string {
  const asked = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: botPermissionBits.toString(),
    ...(guild !== null && { guild_id: guild, disable_guild_select: 'true' }),
  });
  return `https://discord.com/oauth2/authorize?${asked.toString()}`;
}

/** A token begins with the id of the bot, which is that of its application except for very old ones. */
function applicationOfToken(token: string): string | undefined {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
  return /^\d{17,20}$/u.test(id) ? id : undefined;
}
