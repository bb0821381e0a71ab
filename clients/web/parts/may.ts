import type { Head, Side } from '../../../protocol/ticket.ts';
import type { Rights } from '../rights.ts';

/** Which buttons are there. The server decides again when one is pressed. */

export function isActive({ status }: Head): boolean {
  return status === 'open' || status === 'in_progress';
}

export function mayAssign(rights: Rights, as: Side, head: Head): boolean {
  return (
    as === 'support' && rights.has('tickets.assign') && isActive(head) && head.assignee === null
  );
}

export function mayRelease(rights: Rights, as: Side, head: Head): boolean {
  return as === 'support' && rights.has('tickets.assign') && head.assignee !== null;
}

export function mayClose(rights: Rights, as: Side, head: Head): boolean {
  return isActive(head) && rights.has(as === 'support' ? 'tickets.change_status' : 'tickets.close');
}

export function mayReopen(rights: Rights, as: Side, head: Head): boolean {
  const right = as === 'support' ? 'tickets.change_status' : 'tickets.send_message';
  return !isActive(head) && rights.has(right);
}

export function mayReply(rights: Rights, as: Side, head: Head): boolean {
  return isActive(head) && rights.has(as === 'support' ? 'tickets.reply' : 'tickets.send_message');
}

export function mayNote(rights: Rights, as: Side): boolean {
  return as === 'support' && rights.has('tickets.internal_message');
}
