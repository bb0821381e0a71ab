import type { Action } from './plan.ts';
import type { GuildSeen } from './port.ts';

/** What administrators are told of Discord, each with what to do. */
export const sentences = {
  guild_missing: (guild: string) =>
    `The Discord bot is not in the server ${guild} set as discord_server: invite it, or set another one.`,
  category_full: (waiting: number, closed: number) =>
    `The Discord category of the tickets is full: 50 channels is what Discord allows. ${roomNeeded(waiting, closed)}`,
  guild_full: (waiting: number, closed: number) =>
    `The Discord server is full: 500 channels is what Discord allows. ${roomNeeded(waiting, closed)}`,
  not_seen: (number: number) =>
    `Discord does not let the bot into the channel of ticket ${number}: give its role View Channel there again.`,
  two_factor_missing:
    "The Discord server asks for two-factor authentication: switch it on for the Discord account that owns the bot's application, or off in the server's safety setup.",
  unclear: (kind: Action['kind'], number: number, detail: string) =>
    `Discord did not let the bot ${words[kind]} of ticket ${number} and did not say what is wrong with it (${detail}): it is tried again by itself, and nothing is lost meanwhile.`,
  farewell_refused: (detail: string) =>
    `Discord did not take a message that tells somebody that their ticket was archived (${detail}): it is tried again for a day, and others are told meanwhile.`,
  opened: (numbers: readonly number[], more: number) => {
    const last = more > 0 ? ` and ${more} more` : '';
    const which =
      numbers.length === 1
        ? `channel of ticket ${numbers[0]}`
        : `channels of tickets ${numbers.join(', ')}${last}`;
    return `On Discord the ${which} was opened to others by hand. The bot closes it again and posts nothing there before: look at who could read it, then check again here.`;
  },
  strays: (numbers: readonly number[], more: number) =>
    `Discord shows channels of tickets that this data folder does not have (#${numbers.join(', #')}${more > 0 ? ` and ${more} more` : ''}). If an older copy of the folder was put back, stop the server and put back the newest; else remove these channels: what is written in them reaches nobody.`,
  newer: (numbers: readonly number[], more: number) =>
    `Discord shows messages of tickets that this data folder does not have (#${numbers.join(', #')}${more > 0 ? ` and ${more} more` : ''}). An older copy of the folder seems to have been put back: stop the server and put back the newest, or go on without them and check again here.`,
  orphans: (guild: string, numbers: readonly number[], more: number) =>
    `In the Discord server ${guild}, which was set as discord_server before, there are channels of tickets (#${numbers.join(', #')}${more > 0 ? ` and ${more} more` : ''}) in which nothing is passed on any more: remove them there and check again here, or set that server again.`,
  kept_out: (number: number) =>
    `The channel of ticket ${number} was made by a bot that this server had before, and the present one is not let in: give it Administrator until this sentence is gone, for it lets itself into each channel then.`,
  former_bot: (bot: string) =>
    `The bot that this server had before (${bot}) is still in the Discord server, where its buttons and commands do nothing any more: remove it there.`,
  not_permitted: (kind: Action['kind'], number: number) =>
    `Discord does not let the bot ${words[kind]} of ticket ${number}: check its permissions, those of its role in the category too.`,
};

const words: Readonly<Record<Action['kind'], string>> = {
  look_channel: 'look for the channel',
  check_channel: 'look at who gets into the channel',
  create_channel: 'make the channel',
  delete_channel: 'remove the channel',
  set_overwrite: 'set who gets into the channel',
  remove_overwrite: 'set who gets into the channel',
  look_posts: 'read the channel',
  send_header: 'post in the channel',
  edit_header: 'edit its message in the channel',
  unpin_header: 'unpin the message of the former bot in the channel',
  pin_header: 'pin its message in the channel',
  replay: 'post in the channel',
  post: 'post in the channel',
  move_channel: 'move the channel',
  rename_channel: 'rename the channel',
  say_left: 'post in the former channel',
  leave: 'leave the channel',
  return: 'go on in the channel',
  tell_support: 'post in the channel',
  farewell: 'tell the participants',
  end_replay: 'post in the channel',
  skip: 'post in the channel',
};

export function categoryFault(guild: GuildSeen, category: string | null): string | undefined {
  if (category === null) return undefined;
  if (guild.channels.some(({ id, kind }) => id === category && kind === 'category')) {
    return undefined;
  }
  return `The Discord category ${category} set as discord_tickets_category is not in the server, so channels are made at the top level: set another one, or null.`;
}

export function permissionFault({ missingPermissions }: GuildSeen): string | undefined {
  if (missingPermissions.length === 0) return undefined;
  return `The Discord bot lacks permissions in the server: grant it ${missingPermissions.join(', ')}.`;
}

function roomNeeded(waiting: number, closed: number): string {
  const who = waiting === 1 ? '1 active ticket waits' : `${waiting} active tickets wait`;
  const held = closed === 1 ? '1 closed ticket holds' : `${closed} closed tickets hold`;
  const what = closed === 0 ? 'remove other channels' : `${held} a channel: archive some`;
  return `${who} for the next free place, the lowest number first, and can be answered on the web; ${what} to make room.`;
}
