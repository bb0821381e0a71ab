import type { World } from './world.ts';

/** Removes what the bot cannot read without the intent for message content. */
export const noContent = {
  content: '',
  embeds: [],
  attachments: [],
  components: [],
  poll: undefined,
  message_snapshots: undefined,
};

export function isForeignMessage(world: World, value: unknown): value is object {
  if (typeof value !== 'object' || value === null || !('author' in value)) return false;
  const message = value as { author: { id: string }; channel_id: string; mentions: object[] };
  if (message.author.id === world.bot.id || world.dms.has(message.channel_id)) return false;
  return !message.mentions.some((user) => (user as { id: string }).id === world.bot.id);
}
