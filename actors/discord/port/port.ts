import type { Clock } from '../../runtime/clock.ts';
import type { DiscordEvent } from './events.ts';
import type { CallOutcome } from './call-outcome.ts';
import type {
  ChannelSeen,
  GuildSeen,
  InteractionKey,
  MemberSeen,
  MessageSeen,
  Overwrite,
} from './shapes.ts';
import type { Modal, NewChannel, Post, SlashCommand } from './requests.ts';

/**
 * What the bridge needs of Discord, in plain types. The adapter stands behind it and is the only
 * place that knows discord.js; tests stand a small Discord in memory behind it.
 *
 * Every id is a snowflake as a decimal string. No call rejects: how it ended is its value. No call
 * waits out a long limit: that is `rate_limited`, and the caller comes again. No call and no edit
 * ever pings anybody: the adapter sends `allowed_mentions: { parse: [] }` with each.
 */
export interface DiscordPort {
  /** Once, before `start`. Events come in the order in which Discord told them. */
  onEvent(listener: (event: DiscordEvent) => void): void;
  /** Logs in. What keeps it from that comes as `fault`, and then nothing else ever comes. */
  start(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;

  /** The guild as it is now, with its channels and roles. `not_found`: the bot is not in it. */
  guild(guild: string): Promise<CallOutcome<GuildSeen>>;
  /** `not_found`: nobody of that id is in the guild. */
  member(guild: string, user: string): Promise<CallOutcome<MemberSeen>>;

  /** Private from the very call that makes it, by the overwrites in it. */
  createChannel(
    guild: string,
    channel: NewChannel,
  ): Promise<CallOutcome<{ readonly channel: string }>>;
  channel(channel: string): Promise<CallOutcome<ChannelSeen>>;
  /**
   * The name alone, and at once or not at all: two are allowed in ten minutes, a third is
   * `rate_limited`, and is not kept to be sent later.
   */
  renameChannel(channel: string, name: string): Promise<CallOutcome>;
  /** The category alone, and not the name with it; null is the top level. */
  moveChannel(channel: string, category: string | null): Promise<CallOutcome>;
  /** One overwrite alone, so that no held-up rename holds it up. */
  setOverwrite(channel: string, overwrite: Overwrite): Promise<CallOutcome>;
  removeOverwrite(channel: string, target: string): Promise<CallOutcome>;
  deleteChannel(channel: string): Promise<CallOutcome>;

  /** With a nonce, Discord makes no second post of it for some minutes. */
  send(channel: string, post: Post): Promise<CallOutcome<{ readonly message: string }>>;
  /** Replaces all of the message that the post names. */
  edit(channel: string, message: string, post: Post): Promise<CallOutcome>;
  pin(channel: string, message: string): Promise<CallOutcome>;
  unpin(channel: string, message: string): Promise<CallOutcome>;
  /** Oldest first. With `after` those right after it, else the newest. `limit` up to 100. */
  messages(channel: string, range: MessageRange): Promise<CallOutcome<readonly MessageSeen[]>>;

  /** The same channel every time. A user who takes no message is told by `send` only. */
  openDm(user: string): Promise<CallOutcome<{ readonly channel: string }>>;

  /** Without any permission of its own. */
  createRole(guild: string, name: string): Promise<CallOutcome<{ readonly role: string }>>;
  giveRole(guild: string, user: string, role: string): Promise<CallOutcome>;
  takeRole(guild: string, user: string, role: string): Promise<CallOutcome>;

  /** Replaces all slash commands of the guild. */
  setCommands(guild: string, commands: readonly SlashCommand[]): Promise<CallOutcome>;

  /** Says "thinking", to the one who asked alone: at once, before anything else is asked. */
  defer(interaction: InteractionKey): Promise<CallOutcome>;
  /** After `defer`, within 15 minutes: what the one who asked reads. */
  answer(interaction: InteractionKey, post: Post): Promise<CallOutcome>;
  /** After `defer`, in place of `answer`: what thinks goes without a word. */
  dismiss(interaction: InteractionKey): Promise<CallOutcome>;
  /** To one who types into an option: at most 25 texts of 1 to 100 characters. None may be given too. */
  suggest(interaction: InteractionKey, choices: readonly string[]): Promise<CallOutcome>;
  /** In place of `defer`. */
  showModal(interaction: InteractionKey, modal: Modal): Promise<CallOutcome>;
}

export interface MessageRange {
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
}

/**
 * Makes the adapter, from the token and Discord's base addresses, which are settings so that it can
 * be run against a Discord of one's own.
 */
export type OpenDiscord = (options: DiscordOptions) => Promise<DiscordPort>;

export interface DiscordOptions {
  readonly token: string;
  readonly clock: Clock;
  /** What is no fault of the operator's, for the log. */
  readonly onError: (cause: unknown) => void;
  /** Such as `https://discord.com/api`, without a version behind it. */
  readonly api: string;
  readonly cdn: string;
}
