import type { DiscordProblem } from '../../../protocol/discord-problems.ts';
import type { ChannelSeen, InteractionKey, MemberSeen, MessageSeen } from './shapes.ts';

/** What Discord tells the bridge. */
export type DiscordEvent =
  /** Connected. After `fresh`, events may have been missed; after `resumed`, none were. */
  | {
      readonly kind: 'ready';
      readonly session: 'fresh' | 'resumed';
      /** The bot's own user. */
      readonly user: string;
      readonly application: string;
    }
  /** The connection was lost; the adapter reconnects by itself. */
  | { readonly kind: 'disconnected' }
  /** A problem that an operator has to solve. If `final`, the adapter has given up. */
  | {
      readonly kind: 'fault';
      readonly problem: DiscordProblem;
      readonly final: boolean;
    }
  /** The bot was removed from the guild, or the guild was deleted. An outage of Discord is neither. */
  | { readonly kind: 'guild_lost'; readonly guild: string }
  /** The guild can be used: after each fresh `ready`, an outage or an invitation. */
  | { readonly kind: 'guild_back'; readonly guild: string }
  | { readonly kind: 'message_created'; readonly message: MessageSeen }
  /** The message may be of any age. */
  | { readonly kind: 'message_edited'; readonly message: MessageSeen }
  | {
      readonly kind: 'messages_deleted';
      readonly channel: string;
      readonly messages: readonly string[];
    }
  /** Also for a category. */
  | { readonly kind: 'channel_deleted'; readonly guild: string; readonly channel: string }
  /** Created or changed by anybody, including the bot: name, category or overwrites. */
  | { readonly kind: 'channel_changed'; readonly guild: string; readonly channel: ChannelSeen }
  /** A role was deleted, or its name, position or permissions changed. */
  | { readonly kind: 'role_changed'; readonly guild: string }
  /** A member joined, or their roles or name changed. */
  | { readonly kind: 'member_changed'; readonly guild: string; readonly member: MemberSeen }
  | { readonly kind: 'member_left'; readonly guild: string; readonly user: string }
  | { readonly kind: 'interaction'; readonly interaction: Interaction };

export type Interaction = InteractionKey & {
  readonly user: string;
  readonly userName: string;
  /** Roles of the member, if it comes from a guild. */
  readonly roles: readonly string[];
  /** Null in a DM. */
  readonly guild: string | null;
  readonly channel: string | null;
} & InteractionWhat;

type InteractionWhat =
  | {
      readonly kind: 'button';
      readonly component: string;
    }
  | {
      readonly kind: 'user_select';
      readonly component: string;
      readonly users: readonly string[];
    }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly sub: string | null;
      readonly options: Readonly<Record<string, string>>;
    }
  /** Somebody types into an option. `suggest` is the only answer. */
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
