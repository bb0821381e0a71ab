/**
 * The problems with Discord that administrators have to solve, by code, with the details of each. Clients
 * may have sentences of their own by code. Those of the server are in discord-sentences.ts, so that no
 * client has to load both.
 */

/** All details of problems. Each problem has those that the table lists for its code. */
export interface AboutDiscord {
  /** Ids of Discord. */
  readonly server: string;
  readonly category: string;
  readonly role: string;
  readonly bot: string;
  /** The number of a ticket. */
  readonly ticket: number;
  /** The numbers of some tickets, and how many more there are. */
  readonly tickets: readonly number[];
  readonly more: number;
  /** How many active tickets wait for a channel, and how many closed ones have one. */
  readonly waiting: number;
  readonly closed: number;
  /** The action that failed. */
  readonly deed: DiscordAction;
  /** The missing permissions or intents, by their names on Discord. */
  readonly missing: readonly string[];
  /** The error of Discord or of the connection. */
  readonly detail: string;
}

/** The actions of the bot on the channel of a ticket. On the wire they are called `deed`. */
export const discordActions = [
  'look_for',
  'look_at',
  'make',
  'remove',
  'let_in',
  'read',
  'post',
  'post_former',
  'edit',
  'pin',
  'unpin',
  'move',
  'rename',
  'leave',
  'go_on',
  'tell',
] as const;
export type DiscordAction = (typeof discordActions)[number];

export const discordProblems = {
  no_server: [],
  token_refused: [],
  intents_missing: ['missing'],
  unreachable: ['detail'],
  closed_for_good: ['detail'],
  not_let_in: ['detail'],
  commands_refused: [],
  guild_missing: ['server'],
  permissions_missing: ['missing'],
  category_missing: ['category'],
  category_full: ['waiting', 'closed'],
  guild_full: ['waiting', 'closed'],
  support_role_missing: ['role'],
  support_role_everyone: ['role'],
  support_role_of_players: ['role'],
  access_role_everyone: ['role'],
  access_role_missing: ['role'],
  access_role_managed: ['role'],
  access_role_above: ['role'],
  access_role_refused: [],
  not_seen: ['ticket'],
  kept_out: ['ticket'],
  former_bot: ['bot'],
  two_factor_missing: [],
  not_permitted: ['deed', 'ticket'],
  unclear: ['deed', 'ticket', 'detail'],
  farewell_refused: ['detail'],
  opened: ['tickets', 'more'],
  strays: ['tickets', 'more'],
  newer: ['tickets', 'more'],
  orphans: ['server', 'tickets', 'more'],
} as const satisfies Readonly<Record<string, readonly (keyof AboutDiscord)[]>>;

export type DiscordProblemCode = keyof typeof discordProblems;
export type AboutOf<C extends DiscordProblemCode> = Pick<
  AboutDiscord,
  (typeof discordProblems)[C][number]
>;
export interface DiscordProblem {
  readonly code: DiscordProblemCode;
  readonly about: Partial<AboutDiscord>;
  readonly sentence: string;
}
