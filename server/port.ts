import type { ShardConnection, ShardLink } from '../actors/shard/port.ts';
import type { TicketDesk, Caller } from '../actors/ticket/desk.ts';

/** The seams between the sockets and the rest of the server. */

/** What the sockets need of the rest of the server. */
export interface Backend {
  readonly desk: TicketDesk;
  /** The shard that this key belongs to. */
  shardOfKey(key: string): string | undefined;
  /** Spends a one-time socket ticket. */
  spendSocketTicket(
    ticket: string,
  ): { readonly account: string; readonly restricted: boolean } | undefined;
  connectShard(shard: string, incarnation: string, connection: ShardConnection): ShardLink;
  /** Name and rights of an account now, for `welcome`. */
  describe(caller: Caller): { readonly name: string; readonly rights: readonly string[] };
  categories(): readonly string[];
  /** Called when what an account may do changed, or `undefined` when it may have for any. */
  onRightsChanged(listener: (account: string | undefined) => void): void;
  now(): number;
}
