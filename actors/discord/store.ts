import type { TicketRecord } from './reconciler/record.ts';

/** What the bridge stores. */

/** A direct message to an account that its ticket was archived. */
export interface ArchiveMessage {
  readonly ticket: string;
  readonly account: string;
  /** When it was archived: the ticket may be archived again. */
  readonly archived: number;
}

/** What is stored of the bridge as a whole. */
export interface BridgeMeta {
  /** When it was first set up: no archive messages for tickets that were archived before. */
  readonly since: number;
  /** Users of the bots that the server had; the last is the present one. */
  readonly bots?: readonly string[];
  /** The role that the bot made itself; `role` is null while it is being made. */
  readonly ownRole: { readonly guild: string; readonly role: string | null } | null;
}

/** The role that the bot made itself in this guild, if its id is known. */
export function ownRoleIn({ ownRole }: BridgeMeta, guild: string | null): string | null {
  return ownRole?.guild === guild ? ownRole.role : null;
}

/** The store of the bridge. A write resolves to whether it is on disk, and never rejects. */
export interface BridgeStore {
  /** Records of tickets that are active or have a channel. Throws for one that it cannot read. */
  records(): Iterable<TicketRecord>;
  /** The record of any ticket. */
  record(ticket: string): TicketRecord | undefined;
  /** Saves a record and everything in `about` in one write. */
  save(record: TicketRecord, about: Saved): Promise<boolean>;

  /** Position of the last change of a ticket that is still due; 0 if none is. */
  dueAt(ticket: string): number;

  /** The oldest archive messages that are not sent yet. */
  archiveMessages(limit: number): ArchiveMessage[];
  /** The message is sent or dropped. `closed`: this user accepts no messages. */
  archiveMessageDone(message: ArchiveMessage, closed?: { readonly user: string }): Promise<boolean>;
  takesNoMessages(user: string): boolean;
  /** The user may accept messages again. */
  takesMessages(user: string): Promise<boolean>;

  /** Users to whom the bridge gave the access role. */
  given(): string[];
  isGiven(user: string): boolean;
  setGiven(user: string, isGiven: boolean): Promise<boolean>;

  meta(): BridgeMeta | undefined;
  setMeta(meta: BridgeMeta): Promise<boolean>;
}

export interface Saved {
  /** The ticket has no channel and needs none: its record is not read at the next start. */
  readonly isPast: boolean;
  /** The ticket is reconciled up to this change, and not due unless it has changed since. 0: not yet. */
  readonly doneAt: number;
  readonly archiveMessages: readonly ArchiveMessage[];
}
