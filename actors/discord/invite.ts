import { botPermissionBits } from './permissions.ts';

/** Where somebody who manages a server lets the bot in, with all that it has to be allowed there. */
export function inviteAddress(application: string, guild: string | null): string {
  const asked = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: botPermissionBits.toString(),
    ...(guild !== null && { guild_id: guild, disable_guild_select: 'true' }),
  });
  return `https://discord.com/oauth2/authorize?${asked.toString()}`;
}

/** A token begins with the id of its bot, which is that of its application save for very old ones. */
export function applicationOfToken(token: string): string | undefined {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
  return /^\d{17,20}$/u.test(id) ? id : undefined;
}
