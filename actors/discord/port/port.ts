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
import type { Modal, NewChannel, OutgoingFile, Post, SlashCommand } from './requests.ts';

/**
 * What the bridge needs of Discord, in plain types. The adapter implements it and is the only place
 * that knows discord.js; tests implement it with a small Discord in memory.
 *
 * Every id is a snowflake as a decimal string. No call rejects: its outcome is a value. No call waits
 * for a long rate limit: the outcome is `rate_limited`, and the caller retries. No message and no edit
 * pings anybody: the adapter sends `allowed_mentions: { parse: [] }` with each.
 */
export interface DiscordPort {
  /** Called once, before `start`. Events come in the order in which Discord sent them. */
  onEvent(listener: (event: DiscordEvent) => void): void;
  /** Logs in. If that fails for good, a final `fault` is the only event. */
  start(): void;
  /** Resolves when no call is under way. */
  stop(): Promise<void>;

  /** The guild with its channels and roles. `not_found`: the bot is not in it. */
  guild(guild: string): Promise<CallOutcome<GuildSeen>>;
  /** `not_found`: the user is not a member. */
  member(guild: string, user: string): Promise<CallOutcome<MemberSeen>>;

  /** The overwrites are part of the call, so that the channel is private from the beginning. */
  createChannel(
    guild: string,
    channel: NewChannel,
  ): Promise<CallOutcome<{ readonly channel: string }>>;
  channel(channel: string): Promise<CallOutcome<ChannelSeen>>;
  /** Sets the name alone. A third rename within ten minutes is `rate_limited`, and is not queued. */
  renameChannel(channel: string, name: string): Promise<CallOutcome>;
  /** Sets the category alone; null is the top level. */
  moveChannel(channel: string, category: string | null): Promise<CallOutcome>;
  /** Sets one overwrite, so that no rate limit on renames delays it. */
  setOverwrite(channel: string, overwrite: Overwrite): Promise<CallOutcome>;
  removeOverwrite(channel: string, target: string): Promise<CallOutcome>;
  deleteChannel(channel: string): Promise<CallOutcome>;

  /** With a nonce, Discord makes no second message of it for some minutes. */
  send(
    channel: string,
    post: Post,
    files?: readonly OutgoingFile[],
  ): Promise<CallOutcome<{ readonly message: string }>>;
  /** Replaces those parts of the message that the post has. */
  edit(channel: string, message: string, post: Post): Promise<CallOutcome>;
  pin(channel: string, message: string): Promise<CallOutcome>;
  unpin(channel: string, message: string): Promise<CallOutcome>;
  /** Oldest first. With `after`, those right after it, else the newest. `limit` is at most 100. */
  messages(channel: string, range: MessageRange): Promise<CallOutcome<readonly MessageSeen[]>>;

  /** Always the same channel. That a user accepts no messages is found by `send` only. */
  openDm(user: string): Promise<CallOutcome<{ readonly channel: string }>>;

  /** The role has no permissions. */
  createRole(guild: string, name: string): Promise<CallOutcome<{ readonly role: string }>>;
  giveRole(guild: string, user: string, role: string): Promise<CallOutcome>;
  takeRole(guild: string, user: string, role: string): Promise<CallOutcome>;

  /** Replaces all slash commands of the guild. */
  setCommands(guild: string, commands: readonly SlashCommand[]): Promise<CallOutcome>;

  /** Shows "thinking" to the user alone. Must come first, within three seconds. */
  defer(interaction: InteractionKey): Promise<CallOutcome>;
  /** After `defer`, within 15 minutes: the answer, for the user alone. */
  answer(interaction: InteractionKey, post: Post): Promise<CallOutcome>;
  /** After `defer`, in place of `answer`: removes "thinking". */
  dismiss(interaction: InteractionKey): Promise<CallOutcome>;
  /** Suggestions for an option that is being typed: at most 25 texts of 1 to 100 characters. */
  suggest(interaction: InteractionKey, choices: readonly string[]): Promise<CallOutcome>;
  /** In place of `defer`. */
  showModal(interaction: InteractionKey, modal: Modal): Promise<CallOutcome>;
}

export interface MessageRange {
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
}

/** Makes the adapter. Discord's base addresses are settings, so that it can run against a stand-in. */
export type OpenDiscord = (options: DiscordOptions) => Promise<DiscordPort>;

export interface DiscordOptions {
  readonly token: string;
  readonly clock: Clock;
  /** Errors that no operator can solve, for the log. */
  readonly onError: (cause: unknown) => void;
  /** Such as `https://discord.com/api`, without a version behind it. */
  readonly api: string;
  readonly cdn: string;
}
