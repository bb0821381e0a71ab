import type { OpenDiscord } from './port/port.ts';

/** Loads discord.js, which takes most of a second: only for whoever has a token. */
export const openDiscord: OpenDiscord = async (options) => {
  const { Adapter } = await import('./adapter/adapter.ts');
  return new Adapter(options);
};
