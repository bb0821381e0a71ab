import type { Result } from '../../protocol/refusals.ts';
import type { Author, Location, Person, Side, Surface } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { KeptFile } from './files.ts';
import type { Change, PostedMessage, TicketEvent } from './event.ts';

/** Who asks, as the roster knows them at the moment of the decision. */
export interface Principal {
  /** The account with the character it plays now, if any. */
  readonly person: Person;
  readonly rights: ReadonlySet<Right>;
  /** Has no account: what `person` has in place of its number names nobody who could be assigned. */
  readonly isGuest?: true;
}

/** Those whom a command may name, as the roster knows them at the moment of the decision. */
export interface People {
  /** With the character it plays now; undefined where there is no such account. */
  principal(account: string): Principal | undefined;
  /** Undefined where there is no such faction. */
  faction(id: string): Faction | undefined;
}

export interface Faction {
  readonly name: string;
  /** Numbers of the accounts that are in it now. */
  readonly members: readonly string[];
}

/** What surrounds a command: all that `decide` may know beside the ticket. */
export interface Context {
  readonly principal: Principal;
  readonly surface: Surface;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The side the caller names; absent, the player side is tried first. */
  readonly as?: Side;
  readonly settings: TicketSettings;
  readonly people: People;
}

export interface TicketSettings {
  readonly autoArchive: boolean;
  /** Those that a new ticket may have. */
  readonly categories: readonly string[];
  /** Of what is written from now on; never above the bounds of the protocol. */
  readonly subject_chars_max: number;
  readonly body_chars_max: number;
}

/** What is sent over the wire as it is decided: all but what is completed first. */
type WireCommand = Readonly<Exclude<CommandBody, { kind: 'open' | 'post_message' | 'post_note' }>>;

/** What is written. */
export interface Posted {
  readonly body: string;
  /** Looked up by the server: they are on the disk, and of who sends them. */
  readonly files?: readonly KeptFile[];
}

export type TicketCommand =
  | {
      readonly kind: 'open';
      /** Made by the server from (principal, command id), and claimed before. */
      readonly id: string;
      readonly number: number;
      readonly shard: string | null;
      readonly category: string;
      readonly subject?: string;
      readonly body?: string;
      /** Accounts, for a ticket opened by staff; a player is the first participant of their own. */
      readonly participants: readonly string[];
      /** Where the caller stands, from the roster, for a ticket opened by a player in the game. */
      readonly location: Location | null;
      readonly files?: readonly KeptFile[];
    }
  | (Posted & { readonly kind: 'post_message' })
  | (Posted & { readonly kind: 'post_note' })
  | WireCommand
  /** These tell what happened in Discord already, and ask for no right. */
  | { readonly kind: 'record_edit'; readonly of: PostedMessage; readonly body: string }
  | { readonly kind: 'record_deletion'; readonly of: PostedMessage }
  | { readonly kind: 'record_refusal'; readonly of: PostedMessage }
  /** By the user select in a Discord channel. */
  | { readonly kind: 'select_participant'; readonly account: string };

export type CommandOf<K extends TicketCommand['kind']> = Extract<TicketCommand, { kind: K }>;

/** What one command comes to, before it has numbers: what changes, and the side that did it. */
export type CommandOutcome =
  | Result<{ readonly side: Side; readonly changes: readonly Change[] }>
  /** Done by somebody else than who asks. */
  | { readonly ok: true; readonly by: Author; readonly changes: readonly Change[] };

/** Events (none when nothing had to change), or one refusal. */
export type Decision = Result<{ readonly events: readonly TicketEvent[] }>;
