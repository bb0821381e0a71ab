import type { Audience } from '../../protocol/ticket.ts';
import type { TicketEvent } from '../ticket/event.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { Ticket } from '../ticket/state.ts';
import type { StaffName } from '../ticket/view.ts';
import type { TicketRecord } from './record.ts';

/** What the bridge needs of the rest of the server. */

/** The tickets as they are on disk. */
export interface BridgeTickets {
  /** Of the data folder. */
  readonly epoch: string;
  load(id: string): Promise<Ticket | undefined>;
  active(): Iterable<{ readonly id: string; readonly number: number }>;
  /** Entries of one audience, oldest first, with `after < seq < before`, the last `limit` of them. */
  history(
    id: string,
    audience: Audience,
    range: { readonly after?: number; readonly before?: number; readonly limit: number },
  ): TicketEvent[];
}

/**
 * Gives tickets that are to be looked at: all that changed on disk and were not found in order since,
 * and those that change from now on. Returns how to stop.
 */
export type FollowDue = (look: (tickets: readonly string[]) => void) => () => Promise<void>;

/** Who is who, at this moment. */
export interface BridgePeople {
  /** All who are linked. */
  links(): Iterable<{ readonly account: string; readonly user: string }>;
  userOf(account: string): string | undefined;
  accountOf(user: string): string | undefined;
  rightsOf(account: string): ReadonlySet<Right>;
  readonly staffName: StaffName;
}

/** The settings of Discord at this moment. */
export interface BridgeSettings {
  readonly guild: string | null;
  readonly category: string | null;
  readonly prefix: string;
  readonly supportRole: string | null;
  readonly accessRole: string | null;
}

/** Somebody who is to be told that a ticket was archived. */
export interface Farewell {
  readonly ticket: string;
  readonly account: string;
  /** When, which tells this archiving from others. */
  readonly archived: number;
}

/** What is known of the bridge as a whole. */
export interface BridgeMeta {
  /** When it was first set up; nobody is told of what was archived before. */
  readonly since: number;
  /** The role that the bot made itself; being made, its id is not known yet. */
  /** Users of the bots that the server had; the last is the present one. */
  readonly bots?: readonly string[];
  readonly ownRole: { readonly guild: string; readonly role: string | null } | null;
}

/** The role that the bot made itself in this guild, once its id is known. */
export function ownRoleIn({ ownRole }: BridgeMeta, guild: string | null): string | null {
  return ownRole?.guild === guild ? ownRole.role : null;
}

/** Where the bridge keeps its records. Writes tell whether they are on disk, and never reject. */
export interface BridgeStore {
  /** Of tickets that are active or have a channel. Throws for one that this version cannot read. */
  records(): Iterable<TicketRecord>;
  /** Of any ticket. */
  record(ticket: string): TicketRecord | undefined;
  /** With all that goes with it, in one write. */
  save(record: TicketRecord, about: Saved): Promise<boolean>;

  /** The moment of its last change that is still to be looked at; 0 where none is. Moments rise. */
  dueAt(ticket: string): number;

  /** The oldest ones. */
  farewells(limit: number): Farewell[];
  /** `closed`: they take no messages. */
  farewellDone(farewell: Farewell, closed?: { readonly user: string }): Promise<boolean>;
  takesNoMessages(user: string): boolean;
  /** They take messages again. */
  takesMessages(user: string): Promise<boolean>;

  /** Users whom the access role was given to. */
  given(): string[];
  isGiven(user: string): boolean;
  setGiven(user: string, isGiven: boolean): Promise<boolean>;

  meta(): BridgeMeta | undefined;
  setMeta(meta: BridgeMeta): Promise<boolean>;
}

export interface Saved {
  /** It has no channel and is to have none: not read at the next start. */
  readonly isPast: boolean;
  /**
   * It was looked at as it was at this moment, and found in order: it is due no more, unless it has
   * changed since. 0: not yet.
   */
  readonly doneAt: number;
  readonly farewells: readonly Farewell[];
}
