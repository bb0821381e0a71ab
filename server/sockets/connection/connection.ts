import type { CloseReason } from '../../../protocol/close.ts';
import type { Subprotocol } from '../../../protocol/codec.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import type { Outbox } from './outbox.ts';

/** Where a connection came from, as told by its upgrade request. */
export interface Peer {
  readonly subprotocol: Subprotocol;
  /** Browsers always name an origin; without one, only a shard's key is accepted. */
  readonly origin: 'allowed' | 'missing';
  /** Whom failed hellos are counted against. */
  readonly network: string;
}

/** A connection, as seen by what answers its messages. */
export interface Connection {
  readonly subprotocol: Subprotocol;
  /** For frames that were prepared for this subprotocol. */
  readonly outbox: Outbox;
  send(message: ServerMessage): void;
  /** `detail` is for whoever writes the client. */
  close(reason: CloseReason, detail?: string): void;
  /** Reports a bug to the operator and closes this connection, whose client comes back. */
  fault(error: unknown): void;
}
