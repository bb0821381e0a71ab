import type { TicketRecord } from './reconciler/record.ts';

/** What the bridge keeps on disk. */

/** Somebody who is to be told that a ticket was archived. */
export interface ArchiveMessage {
  readonly ticket: string;
  readonly account: string;
  /** When, which tells this archiving from others. */
  readonly archived: number;
}

/** What is known of the bridge as a whole. */
export interface BridgeMeta {
  /** When it was first set up; nobody is told of what was archived before. */
  readonly since: number;
  /** Users of the bots that the server had; the last is the present one. */
  readonly bots?: readonly string[];
  /** The role that the bot made itself; being made, its id is not known yet. */
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
  archiveMessages(limit: number): ArchiveMessage[];
  /** `closed`: they take no messages. */
  archiveMessageDone(message: ArchiveMessage, closed?: { readonly user: string }): Promise<boolean>;
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
  readonly archiveMessages: readonly ArchiveMessage[];
}
