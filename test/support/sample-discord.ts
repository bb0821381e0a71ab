import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { Discord } from './discord/discord.ts';
import type { Guild } from './discord/guild.ts';
import type { Person } from './discord/person.ts';

/** The Discord of the sample folder, whose records have its ids. */
export interface SampleDiscord {
  readonly discord: Discord;
  readonly guild: Guild;
  readonly ana: Person;
}

/** One with the same ids each time, as of when nothing was written there yet. */
export async function sampleDiscord(): Promise<SampleDiscord> {
  const discord = await Discord.start();
  const { world } = discord;
  let last = 1_500_000_000_000_000_000n;
  world.ids.next = () => (last += 1n).toString();
  world.changeApplication();
  const guild = world.addGuild('server');
  guild.changeRole(discord.invite(guild, botPermissionBits).id, { position: 5 });
  const ana = discord.person('ana');
  ana.joins(guild);
  return { discord, guild, ana };
}
