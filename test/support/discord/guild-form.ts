import type { Guild } from './guild.ts';

/** A guild as REST and the gateway send it; the gateway adds channels and members. */
export function guildForm(guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.owner,
    icon: null,
    features: [],
    roles: [...guild.roles.values()],
    emojis: [],
    stickers: [],
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: guild.asksTwoFactor ? 1 : 0,
    system_channel_flags: 0,
    premium_tier: 0,
    preferred_locale: 'en-US',
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
  };
}
