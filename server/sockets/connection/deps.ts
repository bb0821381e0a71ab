import type { ClientMessage } from '../../../protocol/messages.ts';
import type { Caller } from '../../../actors/ticket/service.ts';
import type { Backend } from '../../identity/backend.ts';
import type { SecurityLog } from '../../identity/security-log.ts';
import type { Rate } from '../../platform/rate.ts';
import type { Connection } from './connection.ts';
import type { NetCounters } from './counters.ts';
import type { Slots } from './slots.ts';
import type { TurnEnd } from './turn-end.ts';

/** What all sessions of one server share. */
export interface SessionDeps {
  readonly backend: Backend;
  readonly turnEnd: TurnEnd;
  readonly counters: NetCounters;
  readonly rates: {
    /** By account number. */
    readonly accounts: Rate;
    /** By name of the shard. */
    readonly shards: Rate;
    /** Hellos with wrong credentials, by network. */
    readonly failures: Rate;
  };
  /** Slots of connections that said who they are of. */
  readonly slots: Slots;
  /** Records connections that are turned away. */
  readonly security: SecurityLog;
  /** Made once an account is signed in: it answers what the account sends. */
  routeOf(connection: Connection, caller: Caller): Route;
  /** Reports bugs, never mistakes of a client. */
  onFault(error: unknown): void;
}

/** Answers the messages of a signed-in account. */
export interface Route {
  readonly caller: Caller;
  receive(message: ClientMessage): void;
  /** Called when the outbox may have room again. */
  wake(): void;
  rightsChanged(): void;
  close(): void;
}
