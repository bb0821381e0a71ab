import type { ServerMessageOf } from '../../protocol/messages.ts';

export type Welcome = ServerMessageOf<'welcome'>;

/** The states of a connection. `attempt` counts from 1 since it was last live for a while. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  /** Fetching credentials and opening the socket. */
  | { readonly kind: 'connecting'; readonly attempt: number }
  /** Hello was sent; after the welcome a shard announces who plays. */
  | { readonly kind: 'greeting'; readonly attempt: number }
  | { readonly kind: 'live'; readonly welcome: Welcome }
  /**
   * Reconnects at `until`, milliseconds since 1970. `code`: close code of the last connection;
   * `sentence`: why, for a person; `status`: HTTP status that came instead of a WebSocket.
   */
  | {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly until: number;
      readonly code: number;
      readonly sentence: string;
      readonly status?: number;
    }
  /**
   * Does not reconnect: a final close code, no credentials, closed by this side, or welcomed as
   * somebody else.
   */
  | { readonly kind: 'ended'; readonly code: number; readonly sentence: string };

/** The close code of a connection closed by this side. */
export const closed_here = 1000;

/**
 * The credentials belong to another account or shard than before, for example because somebody else
 * signed in meanwhile. No server closes with this code.
 */
export const principal_changed = 3000;

/** Identifies the account or shard that was welcomed; equal for the same one. */
export function principalOf({ you }: Welcome): string {
  return you.as === 'account' ? `account ${you.account}` : `shard ${you.shard}`;
}
