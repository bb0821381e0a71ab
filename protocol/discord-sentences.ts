import type {
  AboutDiscord,
  AboutOf,
  DiscordAction,
  DiscordProblem,
  DiscordProblemCode,
} from './discord-problems.ts';

/** Each action in words that follow "let the bot". */
const actionWords: Readonly<Record<DiscordAction, string>> = {
  look_for: 'look for the channel',
  look_at: 'look at who gets into the channel',
  make: 'make the channel',
  remove: 'remove the channel',
  let_in: 'set who gets into the channel',
  read: 'read the channel',
  post: 'post in the channel',
  post_former: 'post in the former channel',
  edit: 'edit its message in the channel',
  pin: 'pin its message in the channel',
  unpin: 'unpin the message of the former bot in the channel',
  move: 'move the channel',
  rename: 'rename the channel',
  leave: 'leave the channel',
  go_on: 'go on in the channel',
  tell: 'tell the participants',
};

/** The sentence of each problem with Discord, which says what to do. */
export const discordSentences: {
  readonly [C in DiscordProblemCode]: (about: AboutOf<C>) => string;
} = {
  no_server: () =>
    'No Discord server is set, so tickets get no channels: set discord_server to the id of yours.',
  token_refused: () =>
    "Discord does not take the bot's token: set SHARDBELL_DISCORD_TOKEN to the one on the page Bot of your application in Discord's developer portal.",
  intents_missing: ({ missing }) =>
    `The bot may not read what it needs: switch on ${missing.join(' and ')} on the page Bot of your application in Discord's developer portal.`,
  unreachable: ({ detail }) =>
    `Discord cannot be reached (${detail}); it is tried again by itself.`,
  closed_for_good: ({ detail }) => `Discord has closed the connection for good (${detail}).`,
  not_let_in: ({ detail }) =>
    `Discord did not let the bot in (${detail}); it is tried again by itself.`,
  commands_refused: () =>
    'Discord does not take the slash commands of the bot: invite it again by the link that `shardbell discord invite` prints.',
  guild_missing: ({ server }) =>
    `The Discord bot is not in the server ${server} set as discord_server: invite it, or set another one.`,
  permissions_missing: ({ missing }) =>
    `The Discord bot lacks permissions in the server: grant it ${missing.join(', ')}.`,
  category_missing: ({ category }) =>
    `The Discord category ${category} set as discord_tickets_category is not in the server, so channels are made at the top level: set another one, or null.`,
  category_full: (about) =>
    `The Discord category of the tickets is full: 50 channels is what Discord allows. ${roomNeeded(about)}`,
  guild_full: (about) =>
    `The Discord server is full: 500 channels is what Discord allows. ${roomNeeded(about)}`,
  support_role_missing: ({ role }) =>
    `The Discord role ${role} set as discord_support_role is not in the server, so no role gets into the channels: set another one, or null.`,
  support_role_everyone: ({ role }) =>
    `The role ${role} set as discord_support_role is @everyone of the Discord server, so everybody there would read every ticket: set the role of your staff, or null.`,
  support_role_of_players: ({ role }) =>
    `The role ${role} set as discord_support_role is the one that players with tickets.view are given, so each of them would read every ticket: set two different roles.`,
  access_role_everyone: ({ role }) =>
    `The role ${role} set as discord_access_role is @everyone of the Discord server, which nobody can be given: set another one, or null for one that the bot makes.`,
  access_role_missing: ({ role }) =>
    `The Discord role ${role} set as discord_access_role is not in the server: set another one, or null for one that the bot makes.`,
  access_role_managed: ({ role }) =>
    `The Discord role ${role} set as discord_access_role belongs to an integration, so nobody can be given it: set another one, or null for one that the bot makes.`,
  access_role_above: ({ role }) =>
    `The Discord role ${role} that linked players are to be given stands above the bot's own, so the bot cannot give it: move the bot's role above it in the server's settings.`,
  access_role_refused: () =>
    'The Discord bot cannot give the ticket-access role: grant it Manage Roles, and move its own role above that one.',
  not_seen: ({ ticket }) =>
    `Discord does not let the bot into the channel of ticket ${ticket}: give its role View Channel there again.`,
  kept_out: ({ ticket }) =>
    `The channel of ticket ${ticket} was made by a bot that this server had before, and the present one is not let in: give it Administrator until this sentence is gone, for it lets itself into each channel then.`,
  former_bot: ({ bot }) =>
    `The bot that this server had before (${bot}) is still in the Discord server, where its buttons and commands do nothing any more: remove it there.`,
  two_factor_missing: () =>
    "The Discord server asks for two-factor authentication: switch it on for the Discord account that owns the bot's application, or off in the server's safety setup.",
  not_permitted: ({ deed, ticket }) =>
    `Discord does not let the bot ${actionWords[deed]} of ticket ${ticket}: check its permissions, those of its role in the category too.`,
  unclear: ({ deed, ticket, detail }) =>
    `Discord did not let the bot ${actionWords[deed]} of ticket ${ticket} and did not say what is wrong with it (${detail}): it is tried again by itself, and nothing is lost meanwhile.`,
  farewell_refused: ({ detail }) =>
    `Discord did not take a message that tells somebody that their ticket was archived (${detail}): it is tried again for a day, and others are told meanwhile.`,
  opened: ({ tickets, more }) => {
    const last = more > 0 ? ` and ${more} more` : '';
    const which =
      tickets.length === 1
        ? `channel of ticket ${tickets[0]}`
        : `channels of tickets ${tickets.join(', ')}${last}`;
    return `On Discord the ${which} was opened to others by hand. The bot closes it again and posts nothing there before: look at who could read it, then check again here.`;
  },
  strays: (about) =>
    `Discord shows channels of tickets that this data folder does not have (${numbered(about)}). If an older copy of the folder was put back, stop the server and put back the newest; else remove these channels: what is written in them reaches nobody.`,
  newer: (about) =>
    `Discord shows messages of tickets that this data folder does not have (${numbered(about)}). An older copy of the folder seems to have been put back: stop the server and put back the newest, or go on without them and check again here.`,
  orphans: (about) =>
    `In the Discord server ${about.server}, which was set as discord_server before, there are channels of tickets (${numbered(about)}) in which nothing is passed on any more: remove them there and check again here, or set that server again.`,
};

export function discordProblem<C extends DiscordProblemCode>(
  code: C,
  about: AboutOf<C>,
): DiscordProblem {
  const sentence = (discordSentences[code] as (about: AboutOf<C>) => string)(about);
  return { code, about, sentence };
}

function numbered({ tickets, more }: Pick<AboutDiscord, 'tickets' | 'more'>): string {
  return `#${tickets.join(', #')}${more > 0 ? ` and ${more} more` : ''}`;
}

function roomNeeded({ waiting, closed }: Pick<AboutDiscord, 'waiting' | 'closed'>): string {
  const who = waiting === 1 ? '1 active ticket waits' : `${waiting} active tickets wait`;
  const held = closed === 1 ? '1 closed ticket holds' : `${closed} closed tickets hold`;
  const what = closed === 0 ? 'remove other channels' : `${held} a channel: archive some`;
  return `${who} for the next free place, the lowest number first, and can be answered on the web; ${what} to make room.`;
}
