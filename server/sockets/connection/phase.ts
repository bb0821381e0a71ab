import type { ShardLink } from '../../../actors/shard/port.ts';
import type { Peer } from './connection.ts';
import type { Route } from './deps.ts';
import type { EarlyFrames } from './early-frames.ts';

/** How far a connection is; each member carries only what that phase needs. */
export type Phase =
  | { readonly kind: 'awaiting_hello'; readonly since: number; readonly peer: Peer }
  /** It said hello, and this process has not yet read what the log held at that moment. */
  | { readonly kind: 'catching_up'; readonly early: EarlyFrames }
  | {
      readonly kind: 'account';
      readonly route: Route;
      readonly webSession: string;
      /** Digest of the `you` that it was sent last. */
      readonly you: number;
    }
  | {
      readonly kind: 'shard';
      readonly shard: string;
      /** Id of the key that it signed in with. */
      readonly key: string;
      readonly link: ShardLink;
    }
  | { readonly kind: 'closed' };
