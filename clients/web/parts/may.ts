import type { Head, Side } from '../../../protocol/ticket.ts';
import { writesNotes, type Rights } from '../rights.ts';

/** Which buttons are there. The server decides again when one is pressed. */

export function isActive({ status }: Pick<Head, 'status'>): boolean {
  return status === 'open' || status === 'in_progress';
}

export function mayAssign(rights: Rights, as: Side, head: Head): boolean {
  return (
    as === 'support' && rights.has('tickets.assign') && isActive(head) && head.assignee === null
  );
}

/** From whoever holds it, who is somebody else. */
export function mayTakeOver(rights: Rights, as: Side, head: Head, me: string): boolean {
  const isOthers = head.assignee !== null && head.assignee.account !== me;
  return as === 'support' && rights.has('tickets.assign') && isActive(head) && isOthers;
}

export function mayAssignOther(rights: Rights, as: Side, head: Head): boolean {
  return as === 'support' && rights.has('tickets.assign') && isActive(head);
}

export function mayRelease(rights: Rights, as: Side, head: Head): boolean {
  return as === 'support' && rights.has('tickets.assign') && head.assignee !== null;
}

export function mayClose(rights: Rights, as: Side, head: Head): boolean {
  return isActive(head) && rights.has(as === 'support' ? 'tickets.change_status' : 'tickets.close');
}

/** Between open and in progress. */
export function maySetStatus(rights: Rights, as: Side, head: Head): boolean {
  return as === 'support' && rights.has('tickets.change_status') && isActive(head);
}

/** A player only while closing does not archive by itself. */
export function mayArchive(rights: Rights, as: Side, head: Head, autoArchive: boolean): boolean {
  if (head.status !== 'closed') return false;
  if (as === 'support') return rights.has('tickets.change_status');
  return rights.has('tickets.archive') && !autoArchive;
}

export function mayReopen(rights: Rights, as: Side, head: Head): boolean {
  const right = as === 'support' ? 'tickets.change_status' : 'tickets.send_message';
  return !isActive(head) && rights.has(right);
}

export function mayReply(rights: Rights, as: Side, head: Head): boolean {
  return isActive(head) && rights.has(as === 'support' ? 'tickets.reply' : 'tickets.send_message');
}

export function mayNote(rights: Rights, as: Side): boolean {
  return as === 'support' && writesNotes(rights);
}

export function mayEditSubject(rights: Rights, as: Side, head: Head): boolean {
  return as === 'support'
    ? rights.has('tickets.assign')
    : rights.has('tickets.send_message') && isActive(head);
}

export function mayChangeParticipants(rights: Rights, as: Side): boolean {
  return as === 'support' && rights.has('tickets.assign');
}
