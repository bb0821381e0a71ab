import type { Refusal, Result } from '../../protocol/refusals.ts';
import type { Audience, Entry, Location, Side, Surface } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { TicketEvent } from './event.ts';
import type { Ticket } from './state.ts';
import type { StaffName } from './view.ts';

/** How everything that serves a surface asks for the tickets: sockets, shards, HTTP, Discord. */

/** On whose behalf something is asked. Rights are looked up when it is decided, not here. */
export interface Caller {
  /** Number of the account; of a guest a name of their own, which no account has. */
  readonly account: string;
  /** A session made by a shard's sign-in link never has admin-facing rights. */
  readonly restricted: boolean;
  readonly surface: Surface;
  /** Somebody with the support role of Discord who is linked to no account. */
  readonly guest?: { readonly name: string };
}

/** What only the server itself asks for: no message of the protocol leads here. */
export type ServerCommand = { readonly kind: 'select_participant'; readonly account: string };

export interface Request {
  /** Command id, unique per account. */
  readonly id: string;
  /** Absent to open a ticket. */
  readonly ticket?: string;
  readonly as?: Side;
  readonly command: CommandBody | ServerCommand;
  /** From the roster, for what is asked in the game. */
  readonly from?: {
    readonly shard: string;
    readonly character: string | null;
    readonly location: Location | null;
  };
}

export interface Done {
  readonly ticket: string;
  readonly number: number;
  /** The last entry that the caller's side sees. */
  readonly seq: number;
}

export type Answer = Result<Done>;

/** The tickets, as everything that serves a surface asks for them. Never rejects. */
export interface TicketService {
  readonly epoch: string;
  /** How the public audience is told of support, as of now. */
  readonly staffName: StaffName;
  command(caller: Caller, request: Request): Promise<Answer>;
  history(
    caller: Caller,
    ticket: string,
    as: Audience,
    range: {
      readonly after?: number;
      readonly before?: number;
      readonly limit: number;
      /** What takes more is not read, counted from the newest. */
      readonly bytes_max?: number;
    },
  ): Promise<Result<{ readonly entries: Entry[] }>>;
  /**
   * Calls `see` inside the ticket's turn if the caller may read it for that audience: everything
   * before is in the ticket and in its history, what follows the
   * log is told everything after. Resolves to a refusal without calling it otherwise.
   */
  observe(
    caller: Caller,
    ticket: string,
    as: Audience,
    see: (ticket: Ticket) => void,
  ): Promise<Refusal | undefined>;
  /**
   * The ticket that people call by this number, if the caller may read it for that audience; reads as
   * much for one that is hidden or never was.
   */
  idOf(caller: Caller, number: number, as: Audience): Promise<Result<{ readonly ticket: string }>>;
  /** Whether the caller may read this state of a ticket for that audience, by the rights of now. */
  mayRead(caller: Caller, ticket: Ticket, as: Audience): boolean;
  mayWatchQueue(caller: Caller): boolean;
}

/** For what takes files before their message. */
export interface AttachingTicketService {
  /**
   * Why the caller may not send files to a ticket now, if they may not; null: to a new one. Asked again
   * when the message is sent that names them.
   */
  attachRefusal(caller: Caller, ticket: string | null): Promise<Refusal | undefined>;
}

/** What happened in Discord to a message that is in a ticket already. */
export type Amendment =
  | { readonly kind: 'record_edit'; readonly body: string }
  | { readonly kind: 'record_deletion' }
  /** Of one that was written elsewhere, and whose words Discord does not take. */
  | { readonly kind: 'record_refusal' };

/** For the bridge alone: no message of the protocol leads here. */
export interface AmendingTicketService {
  /**
   * `seq`: the message in the public audience's numbers; what is edited or deleted was written on
   * Discord. Refused with `bad_message` where there is none. The same `id` changes nothing a second time. Never rejects.
   */
  amend(ticket: string, seq: number, id: string, amendment: Amendment): Promise<Answer>;
}

/** One entry of the log, decoded: what one turn of a ticket came to. Nothing is told that is not on disk. */
export interface CommittedTurn {
  readonly before: Ticket | null;
  readonly after: Ticket;
  readonly events: readonly TicketEvent[];
  /** Accounts that got notices of it. */
  readonly noticed: readonly string[];
  /** Another turn of this ticket follows at once. */
  readonly more: boolean;
  /** What became of entries that were there before; absent: nothing. */
  readonly past?: Past;
  /** It happened elsewhere, long ago: it is shown, but nobody has to be told. */
  readonly isImported?: true;
}

/**
 * Entries were rewritten, as the public audience sees or only support; or the whole ticket went, and
 * `after` is what it was last.
 */
export type Past = 'rewritten' | 'rewritten_for_support' | 'removed';
