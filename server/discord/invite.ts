import { applicationOfToken, inviteAddress } from '../../actors/discord/invite.ts';
import type { KeptSettings } from '../../protocol/kept-settings.ts';

/** Null without a token, or where its application cannot be told yet. */
export function invitation(
  token: string | undefined,
  { discord_server }: KeptSettings,
  known?: string,
): string | null {
  if (token === undefined) return null;
  const application = known ?? applicationOfToken(token);
  return application === undefined ? null : inviteAddress(application, discord_server);
}
