/** Objects on Discord, as events and calls return them. */

export interface GuildSeen {
  readonly id: string;
  readonly channels: readonly ChannelSeen[];
  readonly roles: readonly RoleSeen[];
  /** Permissions that the bot lacks in the guild, by Discord's names, such as `ManageChannels`. */
  readonly missingPermissions: readonly string[];
  /** The bot cannot give roles from this position on. */
  readonly rolePosition: number;
}

export interface ChannelSeen {
  readonly id: string;
  readonly kind: 'text' | 'category' | 'other';
  readonly name: string;
  /** Empty if there is none. */
  readonly topic: string;
  /** Id of its category. */
  readonly category: string | null;
  readonly overwrites: readonly OverwriteSeen[];
}

export interface RoleSeen {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  /** It belongs to an integration: nobody can give it. */
  readonly managed: boolean;
}

export interface MemberSeen {
  readonly user: string;
  /** As it is shown in this guild. */
  readonly name: string;
  readonly roles: readonly string[];
}

/**
 * What a role or a member may do in a channel, whatever their roles allow elsewhere.
 * - `hidden`: does not see it.
 * - `read`: sees it and its history, writes nothing, opens no thread, adds no reaction.
 * - `write`: reads, writes, attaches files, embeds links; opens no thread.
 * - `manage`: everything that the bot does in it. For the bot alone.
 */
export type Level = 'hidden' | 'read' | 'write' | 'manage';

export interface Overwrite {
  /** Id of a role or a user. The role of everybody has the id of the guild. */
  readonly target: string;
  readonly of: 'role' | 'member';
  readonly level: Level;
}

export interface OverwriteSeen {
  readonly target: string;
  readonly of: 'role' | 'member';
  /** `other`: none of the levels. */
  readonly level: Level | 'other';
  /** What it says about seeing the channel. */
  readonly view: 'allowed' | 'denied' | 'unsaid';
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
    /** Any bot, including this one, or a webhook. */
    readonly bot: boolean;
    /** This bot itself. */
    readonly self: boolean;
    /** Null if Discord did not send them: the member has to be fetched. */
    readonly roles: readonly string[] | null;
  };
  /** A message by Discord itself, such as "pinned a message". */
  readonly system: boolean;
  readonly content: string;
  readonly attachments: readonly Attachment[];
  /** Their names. */
  readonly stickers: readonly string[];
  readonly poll: PollSeen | null;
  /** Messages that it forwards, as copies without their authors. */
  readonly forwarded: readonly ForwardedSeen[];
  /** Footer of its first embed, or empty. */
  readonly footer: string;
  /** Time of the same embed, milliseconds since 1970, if it has one. */
  readonly footerAt: number | null;
  /** The message that it replies to. */
  readonly replyTo: AnsweredSeen | null;
  /** Milliseconds since 1970. */
  readonly edited: number | null;
}

export interface PollSeen {
  readonly question: string;
  readonly answers: readonly string[];
}

export type ForwardedSeen = Pick<MessageSeen, 'content' | 'attachments' | 'stickers'>;

export interface AnsweredSeen {
  readonly id: string;
  /** Its text; null: it is deleted, or nobody wrote it. */
  readonly said: string | null;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Signed by Discord, and valid for about a day. */
  readonly address: string;
}

/** What an answer to an interaction needs. */
export interface InteractionKey {
  readonly id: string;
  readonly token: string;
}
