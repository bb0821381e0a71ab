import type { DiscordProblem } from '../../protocol/discord-problems.ts';
import type { Clock } from '../runtime/clock.ts';

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
  guild(guild: string): Promise<Outcome<GuildSeen>>;
  /** `not_found`: nobody of that id is in the guild. */
  member(guild: string, user: string): Promise<Outcome<MemberSeen>>;

  /** Private from the very call that makes it, by the overwrites in it. */
  createChannel(guild: string, channel: NewChannel): Promise<Outcome<{ readonly channel: string }>>;
  channel(channel: string): Promise<Outcome<ChannelSeen>>;
  /**
   * The name alone, and at once or not at all: two are allowed in ten minutes, a third is
   * `rate_limited`, and is not kept to be sent later.
   */
  renameChannel(channel: string, name: string): Promise<Outcome>;
  /** The category alone, and not the name with it; null is the top level. */
  moveChannel(channel: string, category: string | null): Promise<Outcome>;
  /** One overwrite alone, so that no held-up rename holds it up. */
  setOverwrite(channel: string, overwrite: Overwrite): Promise<Outcome>;
  removeOverwrite(channel: string, target: string): Promise<Outcome>;
  deleteChannel(channel: string): Promise<Outcome>;

  /** With a nonce, Discord makes no second post of it for some minutes. */
  send(channel: string, post: Post): Promise<Outcome<{ readonly message: string }>>;
  /** Replaces all of the message that the post names. */
  edit(channel: string, message: string, post: Post): Promise<Outcome>;
  pin(channel: string, message: string): Promise<Outcome>;
  unpin(channel: string, message: string): Promise<Outcome>;
  /** Oldest first. With `after` those right after it, else the newest. `limit` up to 100. */
  messages(channel: string, range: MessageRange): Promise<Outcome<readonly MessageSeen[]>>;

  /** The same channel every time. A user who takes no message is told by `send` only. */
  openDm(user: string): Promise<Outcome<{ readonly channel: string }>>;

  /** Without any permission of its own. */
  createRole(guild: string, name: string): Promise<Outcome<{ readonly role: string }>>;
  giveRole(guild: string, user: string, role: string): Promise<Outcome>;
  takeRole(guild: string, user: string, role: string): Promise<Outcome>;

  /** Replaces all slash commands of the guild. */
  setCommands(guild: string, commands: readonly SlashCommand[]): Promise<Outcome>;

  /** Says "thinking", to the one who asked alone: at once, before anything else is asked. */
  defer(interaction: InteractionKey): Promise<Outcome>;
  /** Takes note without a word to anybody. In place of `defer`. */
  acknowledge(interaction: InteractionKey): Promise<Outcome>;
  /** After `defer`, within 15 minutes: what the one who asked reads. */
  answer(interaction: InteractionKey, post: Post): Promise<Outcome>;
  /** After `defer`, in place of `answer`: what thinks goes without a word. */
  dismiss(interaction: InteractionKey): Promise<Outcome>;
  /** To one who types into an option: at most 25 texts of 1 to 100 characters. None may be given too. */
  suggest(interaction: InteractionKey, choices: readonly string[]): Promise<Outcome>;
  /** In place of `defer`. */
  showModal(interaction: InteractionKey, modal: Modal): Promise<Outcome>;
}

/** How a call ended. */
export type Outcome<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  /** Certainly not done. */
  | Refused
  /** A line that broke, a time that ran out, an answer of 5xx: it may have been done or not. */
  | { readonly kind: 'unknown'; readonly detail: string };

export type Refused = { readonly kind: 'refused'; readonly detail: string } & Reason;

/** `detail` beside it is for the log: Discord's own code and words, nothing that anybody wrote. */
export type Reason =
  /** What the call names is not there; `hidden`: or it is, and the bot does not see it. */
  | { readonly reason: 'not_found'; readonly hidden?: true }
  /** Also a role that stands above the bot's. */
  | { readonly reason: 'missing_permission' }
  | { readonly reason: 'category_full' }
  | { readonly reason: 'guild_full' }
  | { readonly reason: 'roles_full' }
  | { readonly reason: 'pins_full' }
  | { readonly reason: 'name_refused' }
  /** They take no messages of the bot, or share no server with it. */
  | { readonly reason: 'dm_closed' }
  | { readonly reason: 'rate_limited'; readonly retry_after_ms: number }
  /** Too late for the interaction, or answered before. */
  | { readonly reason: 'interaction_over' }
  /** The token is not taken (any more), or there is no connection: nothing was sent. */
  | { readonly reason: 'offline' }
  /** It does not take what is said. A repeat would be refused the same way. */
  | { readonly reason: 'content_refused' }
  /** The message is another bot's, be it a former one of this server. */
  | { readonly reason: 'foreign_message' }
  /** The server asks for two-factor authentication, and the owner of the bot has none. */
  | { readonly reason: 'two_factor_missing' }
  /** Any other answer of 4xx. It says nothing of what was sent, and may pass. */
  | { readonly reason: 'unclear' };

export type DiscordEvent =
  /**
   * Connected. After `fresh`, what happened before it may never have been told; after `resumed`,
   * everything was or will be.
   */
  | {
      readonly kind: 'ready';
      readonly session: 'fresh' | 'resumed';
      /** Of the bot. */
      readonly user: string;
      readonly application: string;
    }
  /** The line is cut; the adapter tries again by itself. */
  | { readonly kind: 'disconnected' }
  /** What an operator has to do something about. When `final`, the adapter has given up. */
  | {
      readonly kind: 'fault';
      readonly fault: 'token_refused' | 'intents_missing' | 'unreachable' | 'other';
      /** For the operator. */
      readonly problem: DiscordProblem;
      readonly final: boolean;
    }
  /** The bot was removed from it, or it is no more. An outage of Discord is none of these. */
  | { readonly kind: 'guild_lost'; readonly guild: string }
  /** The bot is in it and it can be used: after each fresh `ready`, an outage or an invitation. */
  | { readonly kind: 'guild_back'; readonly guild: string }
  | { readonly kind: 'message_created'; readonly message: MessageSeen }
  /** Of a message that came in any time ago. */
  | { readonly kind: 'message_edited'; readonly message: MessageSeen }
  | {
      readonly kind: 'messages_deleted';
      readonly channel: string;
      readonly messages: readonly string[];
    }
  /** A category too. */
  | { readonly kind: 'channel_deleted'; readonly guild: string; readonly channel: string }
  /** Made or changed by anybody, the bot included: name, category or overwrites. */
  | { readonly kind: 'channel_changed'; readonly guild: string; readonly channel: ChannelSeen }
  /** Its name, place or permissions. */
  | { readonly kind: 'role_changed'; readonly guild: string; readonly role: string }
  | { readonly kind: 'role_deleted'; readonly guild: string; readonly role: string }
  /** Joined, or their roles or name changed. */
  | { readonly kind: 'member_changed'; readonly guild: string; readonly member: MemberSeen }
  | { readonly kind: 'member_left'; readonly guild: string; readonly user: string }
  | { readonly kind: 'interaction'; readonly interaction: Interaction };

export interface GuildSeen {
  readonly id: string;
  readonly name: string;
  readonly channels: readonly ChannelSeen[];
  readonly roles: readonly RoleSeen[];
  /** What the bot lacks in the guild as a whole, in Discord's own names, such as `ManageChannels`. */
  readonly missingPermissions: readonly string[];
  /** Roles from this position on are not the bot's to give. */
  readonly rolePosition: number;
}

export interface ChannelSeen {
  readonly id: string;
  readonly kind: 'text' | 'category' | 'other';
  readonly name: string;
  /** Empty where there is none. */
  readonly topic: string;
  /** The category it is in. */
  readonly category: string | null;
  readonly overwrites: readonly OverwriteSeen[];
}

export interface RoleSeen {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  /** Belongs to an integration: nobody can give it. */
  readonly managed: boolean;
}

export interface MemberSeen {
  readonly user: string;
  /** As it is shown in this guild. */
  readonly name: string;
  readonly roles: readonly string[];
  readonly bot: boolean;
}

/**
 * What a role or a member may do in a channel, whatever their roles say elsewhere.
 * - `hidden`: does not see it.
 * - `read`: sees it and its history, writes nothing, opens no thread, adds no reaction.
 * - `write`: reads, writes, attaches files, embeds links; opens no thread.
 * - `manage`: all that the bot does in it. For the bot alone.
 */
export type Level = 'hidden' | 'read' | 'write' | 'manage';

export interface Overwrite {
  /** Everybody is the role that has the id of the guild. */
  readonly target: string;
  readonly of: 'role' | 'member';
  readonly level: Level;
}

export interface OverwriteSeen {
  readonly target: string;
  readonly of: 'role' | 'member';
  /** `other`: what none of the levels would have made. */
  readonly level: Level | 'other';
  /** Whether the channel is seen by it. */
  readonly view: 'allowed' | 'denied' | 'unsaid';
}

export interface NewChannel {
  readonly name: string;
  readonly topic: string;
  readonly category: string | null;
  readonly overwrites: readonly Overwrite[];
}

/** A message to send, or what an edit makes of one. */
export interface Post {
  readonly content?: string;
  readonly embeds?: readonly Embed[];
  /** At most 5 rows. */
  readonly rows?: readonly ComponentRow[];
  /** At most 25 characters; not for edits. */
  readonly nonce?: string;
}

/** All texts are markdown but the author's and the footer's. */
export interface Embed {
  readonly author?: string;
  readonly title?: string;
  readonly description?: string;
  /** 0xRRGGBB. */
  readonly color?: number;
  readonly fields?: ReadonlyArray<{
    readonly name: string;
    readonly value: string;
    readonly inline: boolean;
  }>;
  readonly footer?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

export type ComponentRow =
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | {
      readonly kind: 'user_select';
      readonly id: string;
      readonly placeholder: string;
      readonly disabled: boolean;
    };

export type Button =
  | {
      readonly kind: 'action';
      /** 1 to 100 characters; comes back with the click. */
      readonly id: string;
      readonly label: string;
      readonly style: 'primary' | 'secondary' | 'success' | 'danger';
      readonly disabled: boolean;
    }
  | { readonly kind: 'link'; readonly address: string; readonly label: string };

export interface MessageRange {
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
}

export interface MessageSeen {
  readonly id: string;
  readonly channel: string;
  /** Null in a DM. */
  readonly guild: string | null;
  readonly author: {
    readonly user: string;
    /** As it is shown in this guild. */
    readonly name: string;
    /** A program, this one included, or a webhook. */
    readonly bot: boolean;
    /** This bot itself. */
    readonly self: boolean;
    /** Where Discord told them along; null where a look at the member is needed. */
    readonly roles: readonly string[] | null;
  };
  /** Discord's own, such as "pinned a message"; nobody wrote it. */
  readonly system: boolean;
  readonly content: string;
  readonly attachments: readonly Attachment[];
  /** What they are called. */
  readonly stickers: readonly string[];
  readonly poll: PollSeen | null;
  /** Messages that were sent on in it, as copies without who wrote them. */
  readonly forwarded: readonly ForwardedSeen[];
  /** Text of the footer of its first embed, or empty. */
  readonly footer: string;
  /** Of the same embed, milliseconds since 1970, if it carries one. */
  readonly footerAt: number | null;
  readonly nonce: string | null;
  readonly pinned: boolean;
  /** The message that it answers. */
  readonly replyTo: AnsweredSeen | null;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly edited: number | null;
}

export interface PollSeen {
  readonly question: string;
  readonly answers: readonly string[];
}

export type ForwardedSeen = Pick<MessageSeen, 'content' | 'attachments' | 'stickers'>;

export interface AnsweredSeen {
  readonly id: string;
  /** What was said in it; null: it is deleted, or says nothing that anybody wrote. */
  readonly said: string | null;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Signed by Discord, and good for about a day. */
  readonly address: string;
  readonly contentType: string | null;
}

/** What its answer needs. */
export interface InteractionKey {
  readonly id: string;
  readonly token: string;
}

export type Interaction = InteractionKey & {
  readonly user: string;
  readonly userName: string;
  /** Of the member, where it comes from a guild. */
  readonly roles: readonly string[];
  /** Null in a DM. */
  readonly guild: string | null;
  readonly channel: string | null;
} & InteractionWhat;

type InteractionWhat =
  | {
      readonly kind: 'button';
      readonly component: string;
      /** That it stands under. */
      readonly message: string;
    }
  | {
      readonly kind: 'user_select';
      readonly component: string;
      readonly message: string;
      readonly users: readonly string[];
    }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly sub: string | null;
      readonly options: Readonly<Record<string, string>>;
    }
  /** An option is being typed, and `suggest` is the only answer. */
  | {
      readonly kind: 'typing';
      readonly name: string;
      readonly sub: string | null;
      readonly option: string;
      readonly typed: string;
    }
  | {
      readonly kind: 'modal';
      readonly modal: string;
      readonly fields: Readonly<Record<string, string>>;
    };

export interface SlashCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly SlashOption[];
  readonly subs: ReadonlyArray<{
    readonly name: string;
    readonly description: string;
    readonly options: readonly SlashOption[];
  }>;
}

/** A text. */
export interface SlashOption {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /**
   * At most 25 texts of 1 to 100 characters; none: any text. `suggested`: any text too, and what fits
   * is asked for while it is typed.
   */
  readonly choices: readonly string[] | 'suggested';
}

export interface Modal {
  /** 1 to 100 characters; comes back with the answer. */
  readonly id: string;
  readonly title: string;
  readonly fields: ReadonlyArray<{
    readonly id: string;
    readonly label: string;
    readonly long: boolean;
    readonly required: boolean;
    readonly chars_max: number;
    /** What stands in it already. */
    readonly value?: string;
  }>;
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
