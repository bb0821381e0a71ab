import type { Refusal } from '../../protocol/refusals.ts';
import type { Location, Person, Side, Surface } from '../../protocol/ticket.ts';
import type { Right } from './policy.ts';
import type { Change, TicketEvent } from './event.ts';

/** Who asks, as the roster knows them at the moment of the decision. */
export interface Principal {
  /** The account with the character it plays now, if any. */
  readonly person: Person;
  readonly rights: ReadonlySet<Right>;
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
}

export interface TicketSettings {
  readonly autoArchive: boolean;
  readonly categories: readonly string[];
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
      /** Of a ticket opened by staff; a player is the first participant of their own. */
      readonly participants: readonly Person[];
      /** Where the caller stands, from the roster, for a ticket opened by a player in the game. */
      readonly location: Location | null;
    }
  | { readonly kind: 'post_message'; readonly body: string }
  | { readonly kind: 'post_note'; readonly body: string }
  | { readonly kind: 'assign_to_me' }
  | { readonly kind: 'unassign' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reopen' };

export type CommandOf<K extends TicketCommand['kind']> = Extract<TicketCommand, { kind: K }>;

/** What one command comes to, before it has numbers and an author: what changes, done on which side. */
export type Outcome =
  | { readonly ok: true; readonly side: Side; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Events (none when nothing had to change), or one refusal. */
export type Decision =
  | { readonly ok: true; readonly events: readonly TicketEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };
