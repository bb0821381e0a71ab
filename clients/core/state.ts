import type { ServerMessageOf } from '../../protocol/messages.ts';

export type Welcome = ServerMessageOf<'welcome'>;

/** Where a connection is in its life. `attempt` counts from 1 since it was last steadily live. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  /** Credentials are fetched and the socket opens. */
  | { readonly kind: 'connecting'; readonly attempt: number }
  /** Hello is sent; a shard that was welcomed tells who plays. */
  | { readonly kind: 'greeting'; readonly attempt: number }
  | { readonly kind: 'live'; readonly welcome: Welcome }
  /**
   * Comes back by itself at `until`, milliseconds since 1970. `code`: what the last one was closed with;
   * `sentence`: why, for a person; `status`: of the HTTP answer that came in place of a WebSocket.
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
   * Does not come back by itself: a terminal close code, no credentials, closed by this side, or
   * welcomed as somebody else.
   */
  | { readonly kind: 'ended'; readonly code: number; readonly sentence: string };

/** The close code of a connection that this side closed. */
export const closed_here = 1000;

/**
 * The credentials turned out to be those of another account or shard than before, as when somebody
 * else signed in meanwhile. No server closes with this code.
 */
export const principal_changed = 3000;

/** Whom the server takes the other end for; equal for the same one. */
export function principalOf({ you }: Welcome): string {
  return you.as === 'account' ? `account ${you.account}` : `shard ${you.shard}`;
}
