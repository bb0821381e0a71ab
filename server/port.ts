import type { TicketDesk, Caller } from '../actors/ticket/desk.ts';
import type { CloseReason } from '../protocol/close.ts';
import type { ClientMessage, ServerMessage } from '../protocol/messages.ts';

/** The seams between the sockets and the rest of the server. */

/** One open connection, as those behind it see it. */
export interface Connection {
  /** Encodes for this connection and writes at the end of this event-loop turn. */
  send(message: ServerMessage): void;
  /** Sends bye and closes with the code of the reason. */
  close(reason: CloseReason): void;
}

/** What a connected shard's messages are given to. */
export interface ShardLink {
  /** In the order of arrival. Answers by `connection.send`. */
  receive(message: ClientMessage): void;
  closed(): void;
}

/** What the sockets need of the rest of the server. */
export interface Backend {
  readonly desk: TicketDesk;
  /** The shard that this key belongs to. */
  shardOfKey(key: string): string | undefined;
  /** Spends a one-time socket ticket. */
  spendSocketTicket(
    ticket: string,
  ): { readonly account: string; readonly restricted: boolean } | undefined;
  connectShard(shard: string, incarnation: string, connection: Connection): ShardLink;
  /** Name and rights of an account now, for `welcome`. */
  describe(caller: Caller): { readonly name: string; readonly rights: readonly string[] };
  categories(): readonly string[];
  /** Called when what an account may do changed, or `undefined` when it may have for any. */
  onRightsChanged(listener: (account: string | undefined) => void): void;
  now(): number;
}
