import type { CannedReplies } from '../../actors/roster/staff/canned.ts';
import type { OpenedByKey } from '../../actors/roster/tokens/shard-keys.ts';
import type { WebSession } from '../../actors/roster/tokens/web-sessions.ts';
import type { ShardConnection, ShardLink } from '../../actors/shard/port.ts';
import type { ShardProgram } from '../../actors/shard/program.ts';
import type { TicketService, Caller } from '../../actors/ticket/service.ts';
import type { AdminCommand, AnswerBody } from '../../protocol/admin.ts';
import type { ClientMessageOf, ToldSettings } from '../../protocol/messages.ts';
import type { Result } from '../../protocol/refusals.ts';

/** The seams between the sockets and the rest of the server. */

/** What the sockets need of the rest of the server. */
export interface Backend {
  readonly ticketService: TicketService;
  /**
   * Undefined where all that any process wrote is known here; otherwise resolves to whether it was
   * known in time.
   */
  reached(): Promise<boolean> | undefined;
  /** The shard that this key belongs to, and an id of the key. */
  openShard(key: string): OpenedByKey | undefined;
  /** Whether the key by this id still opens the shard. */
  shardKeyHolds(shard: string, key: string): boolean;
  /** Spends a one-time socket ticket. */
  spendSocketTicket(ticket: string): WebSession | undefined;
  /** Whether that web session is still open; if so, this counts as a use. */
  useWebSession(id: string): boolean;
  connectShard(shard: string, who: ShardProgram, connection: ShardConnection): ShardLink;
  /** The account as it is now, for `welcome`. */
  describe(caller: Caller): {
    readonly name: string;
    /** The name that players see for it as support. */
    readonly shownAs: string;
    readonly rights: readonly string[];
  };
  /** The settings that clients see now, for `welcome`. */
  visibleSettings(): VisibleSettings;
  /** Called when they changed. */
  onVisibleSettingsChanged(listener: () => void): void;
  /** Carries out what an administrator asks for, if the caller may. */
  admin(caller: Caller, command: AdminCommand): Promise<AskedFor>;
  /** The replies that support has ready. */
  readonly canned: Pick<CannedReplies, 'of' | 'onChanged'>;
  /** Looks somebody up, if the caller may. */
  find(caller: Caller, wanted: Lookup): Promise<AskedFor>;
  /** Adds a listener for changed rights of an account; `undefined`: of any. */
  onRightsChanged(listener: (account: string | undefined) => void): void;
  /** Milliseconds of a monotonic clock, for durations. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
}

export interface VisibleSettings {
  /** Those that a new ticket may have. */
  readonly categories: readonly string[];
  readonly settings: ToldSettings;
}

export type Lookup = Omit<ClientMessageOf<'find'>, 't' | 'id'>;

/** Null: done, without an answer. */
export type AskedFor = Result<{ readonly is: AnswerBody | null }>;
