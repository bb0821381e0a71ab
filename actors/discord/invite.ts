import { botPermissionBits } from './bot-permissions.ts';

/** Where the bot is invited; null without a token, or where its application cannot be told yet. */
export function invitation(
  token: string | undefined,
  guild: string | null,
  known?: string,
): string | null {
  if (token === undefined) return null;
  const application = known ?? applicationOfToken(token);
  return application === undefined ? null : inviteAddress(application, guild);
}

/** Where somebody who manages a server lets the bot in, with all that it has to be allowed there. */
function inviteAddress(application: string, guild: string | null): string {
  const asked = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: botPermissionBits.toString(),
    ...(guild !== null && { guild_id: guild, disable_guild_select: 'true' }),
  });
  return `https://discord.com/oauth2/authorize?${asked.toString()}`;
}

/** A token begins with the id of its bot, which is that of its application save for very old ones. */
function applicationOfToken(token: string): string | undefined {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
  return /^\d{17,20}$/u.test(id) ? id : undefined;
}
