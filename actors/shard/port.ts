import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import type { Refusal, Refused, Result } from '../../protocol/refusals.ts';
import type { Entry, Head, Row } from '../../protocol/ticket.ts';
import type { Online } from '../roster/online.ts';
import type { Roster } from '../roster/roster.ts';
import type { Answer, Caller, Request } from '../ticket/service.ts';
import type { StaffName } from '../ticket/view.ts';
import type { Clock } from '../runtime/clock.ts';
import type { NoticeStore } from './notices.ts';
import type { ScriptHost, ScriptPort } from './script/host/port.ts';

/** What a shard's actor needs of the rest of the server. */
export interface ShardDeps {
  readonly roster: Pick<
    Roster,
    | 'account'
    | 'accountOf'
    | 'character'
    | 'characterOf'
    | 'isContested'
    | 'upsertAccount'
    | 'upsertCharacter'
    | 'upsertFaction'
    | 'linkDiscord'
  >;
  readonly online: Online;
  readonly notices: NoticeStore;
  readonly tickets: ShardTickets;
  /** A one-time link that signs a player in on the web, with what players may. */
  signInLink(shard: string, account: string): Promise<Result<{ value: SignInLink }>>;
  /** Starts the scripts of one shard. */
  scripts(port: ScriptPort): Promise<ScriptHost>;
  /** A new id that cannot be guessed. */
  newId(): string;
  readonly clock: Pick<Clock, 'now' | 'soon'>;
  /** Called when somebody stops playing there. */
  left(account: string): void;
  log(
    level: 'info' | 'warn' | 'error',
    text: string,
    about?: Readonly<Record<string, unknown>>,
  ): void;
}

export interface SignInLink {
  /** With the secret in its fragment. */
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface ShardTickets {
  readonly staffName: StaffName;
  command(caller: Caller, request: Request): Promise<Answer>;
  /** The ticket that this account's command opened, if any. */
  openedBy(account: string, command: string): Promise<{ readonly number: number } | undefined>;
  /** The id of the ticket with this number. */
  idOf(number: number): string | undefined;
  /**
   * The tickets that an account participates in: active ones first, then the others, latest first.
   */
  list(
    account: string,
    page: { readonly offset: number; readonly limit: number },
  ): { readonly total: number; readonly tickets: readonly OwnTicket[] };
  /** A ticket as its participants see it, with the last `limit` entries below `before`. */
  thread(
    account: string,
    number: number,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<OwnThread | Refused>;
  /** Marks the ticket as read by the account up to this entry. */
  seen(account: string, number: number, entry: number): Promise<Refusal | undefined>;
  /** Marks the account's own action, which ended with this entry, as read by it. */
  ownDone(account: string, ticket: string, entry: number): Promise<void>;
}

export interface OwnTicket {
  readonly row: Row;
  /** Entries that it has not seen. */
  readonly unread: number;
}

export interface OwnThread {
  readonly ok: true;
  readonly head: Head;
  readonly unread: number;
  /** The last entry that support has seen. */
  readonly seenBySupport: number;
  /** Oldest first. */
  readonly entries: readonly Entry[];
}

/** The present connection of a shard. */
export interface ShardConnection {
  /** Bytes that the other end has not read yet. */
  readonly waiting_bytes: number;
  /** Encodes for this connection and writes at the end of this event-loop turn. */
  send(message: ServerMessage): void;
  /** Sends bye and closes with the code of the reason. */
  close(reason: 'replaced' | 'credentials_refused' | 'too_fast'): void;
}

/** Where the messages of a connected shard go. */
export interface ShardLink {
  /** In order of arrival. Answers go through `connection.send`. */
  receive(message: ClientMessage): void;
  /** Nothing waits any more, after much did. */
  emptied(): void;
  closed(): void;
}
