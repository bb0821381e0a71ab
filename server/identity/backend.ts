import type { CannedReplies } from '../../actors/roster/canned.ts';
import type { WebSession } from '../../actors/roster/web-sessions.ts';
import type { ShardConnection, ShardLink } from '../../actors/shard/port.ts';
import type { TicketDesk, Caller } from '../../actors/ticket/desk.ts';
import type { AdminDeed, AnswerBody } from '../../protocol/admin.ts';
import type { ClientMessageOf, ToldSettings } from '../../protocol/messages.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';

/** The seams between the sockets and the rest of the server. */

/** What the sockets need of the rest of the server. */
export interface Backend {
  readonly desk: TicketDesk;
  /**
   * Undefined where all that was written, also elsewhere, is known here; else resolves to whether it
   * was in time.
   */
  reached(): Promise<boolean> | undefined;
  /** The shard that this key belongs to. */
  shardOfKey(key: string): string | undefined;
  /** Spends a one-time socket ticket. */
  spendSocketTicket(ticket: string): WebSession | undefined;
  /** Whether that web session is still open; if so, it is in use at this moment. */
  useWebSession(id: string): boolean;
  connectShard(shard: string, incarnation: string, connection: ShardConnection): ShardLink;
  /** An account now, for `welcome`. */
  describe(caller: Caller): {
    readonly name: string;
    /** What players are shown of it as support. */
    readonly shownAs: string;
    readonly rights: readonly string[];
  };
  /** The settings that clients see now, for `welcome`. */
  visibleSettings(): VisibleSettings;
  /** Called when they changed. */
  onVisibleSettingsChanged(listener: () => void): void;
  /** Carries out what an administrator asks for, if the caller may. */
  admin(caller: Caller, deed: AdminDeed): Promise<AskedFor>;
  /** The replies that support has ready. */
  readonly canned: Pick<CannedReplies, 'of' | 'onChanged'>;
  /** Looks somebody up, if the caller may. */
  find(caller: Caller, wanted: Lookup): Promise<AskedFor>;
  /** Called when what an account may do changed, or `undefined` when it may have for any. */
  onRightsChanged(listener: (account: string | undefined) => void): void;
  /** Milliseconds of a clock that nobody sets: for how long something lasts, and nothing else. */
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

export type AskedFor =
  /** Null: it is done, and there is nothing to tell. */
  | { readonly ok: true; readonly is: AnswerBody | null }
  | { readonly ok: false; readonly code: RefusalCode; readonly sentence: string };
