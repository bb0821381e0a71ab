/** What there is on Discord, as events tell it and as calls return it. */

export interface GuildSeen {
  readonly id: string;
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
  /** The message that it answers. */
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
  /** What was said in it; null: it is deleted, or says nothing that anybody wrote. */
  readonly said: string | null;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Signed by Discord, and good for about a day. */
  readonly address: string;
}

/** What its answer needs. */
export interface InteractionKey {
  readonly id: string;
  readonly token: string;
}
