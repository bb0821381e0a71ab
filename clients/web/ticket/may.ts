import { allows } from '../../../protocol/permissions.ts';
import type { Head, Side } from '../../../protocol/ticket.ts';
import { writesNotes, type Rights } from '../session/rights.ts';

/**
 * Which buttons are shown, by `protocol/permissions.ts` and the head. The server decides again when
 * one is pressed.
 */

export function isActive({ status }: Pick<Head, 'status'>): boolean {
  return status === 'open' || status === 'in_progress';
}

export function mayAssign(rights: Rights, as: Side, head: Head): boolean {
  return mayAssignOther(rights, as, head) && head.assignee === null;
}

/** From another assignee. */
export function mayTakeOver(rights: Rights, as: Side, head: Head, me: string): boolean {
  const isOthers = head.assignee !== null && head.assignee.account !== me;
  return mayAssignOther(rights, as, head) && isOthers;
}

export function mayAssignOther(rights: Rights, as: Side, { status }: Head): boolean {
  return allows('assign', as, rights, status);
}

export function mayRelease(rights: Rights, as: Side, { status, assignee }: Head): boolean {
  return allows('release', as, rights, status) && assignee !== null;
}

export function mayClose(rights: Rights, as: Side, { status }: Head): boolean {
  return allows('close', as, rights, status);
}

/** Between open and in progress. */
export function maySetStatus(rights: Rights, as: Side, { status }: Head): boolean {
  return allows('set_progress', as, rights, status);
}

/** For a player only while closing does not archive. */
export function mayArchive(
  rights: Rights,
  as: Side,
  { status }: Head,
  autoArchive: boolean,
): boolean {
  return allows('archive', as, rights, status, autoArchive);
}

export function mayReopen(rights: Rights, as: Side, { status }: Head): boolean {
  return allows('reopen', as, rights, status);
}

export function mayReply(rights: Rights, as: Side, { status }: Head): boolean {
  return allows('post_message', as, rights, status);
}

/** In every status. */
export function mayNote(rights: Rights, as: Side): boolean {
  return as === 'support' && writesNotes(rights);
}

export function mayEditSubject(rights: Rights, as: Side, { status }: Head): boolean {
  return allows('edit_subject', as, rights, status);
}

/** In every status. */
export function mayChangeParticipants(rights: Rights, as: Side): boolean {
  return allows('change_participants', as, rights, 'open');
}
