import type { OpenDiscord } from './port/port.ts';

/** Loads discord.js only if there is a token, since loading it takes most of a second. */
export const openDiscord: OpenDiscord = async (options) => {
  const { Adapter } = await import('./adapter/adapter.ts');
  return new Adapter(options);
};
