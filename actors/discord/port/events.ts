import type { DiscordProblem } from '../../../protocol/discord-problems.ts';
import type { ChannelSeen, InteractionKey, MemberSeen, MessageSeen } from './shapes.ts';

/** What Discord tells the bridge. */
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
  /** Name, place or permissions of a role, or it is deleted. */
  | { readonly kind: 'role_changed'; readonly guild: string }
  /** Joined, or their roles or name changed. */
  | { readonly kind: 'member_changed'; readonly guild: string; readonly member: MemberSeen }
  | { readonly kind: 'member_left'; readonly guild: string; readonly user: string }
  | { readonly kind: 'interaction'; readonly interaction: Interaction };

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
