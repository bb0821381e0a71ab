import { hash } from 'node:crypto';
import type { Request } from '../../actors/ticket/service.ts';

/**
 * The id of the ticket that this command opens. It is made of the account and the command id, so
 * that a resent `open` finds its ticket instead of opening a second one. 128 bits in base64url.
 */
export function ticketIdOf(account: string, command: string): string {
  return hash('sha256', `ticket\0${account}\0${command}`, 'buffer')
    .subarray(0, 16)
    .toString('base64url');
}

/** 96 bits in base64url. */
const body_hash_chars = 16;

/** Distinguishes a resend from another command under the same id. */
export function bodyHash({
  ticket,
  as,
  command,
}: Pick<Request, 'ticket' | 'as'> & { command: object }): string {
  // Straight to text: every command is hashed, and a buffer in between would cost a third of the
  // time.
  return hash('sha256', JSON.stringify([ticket, as, command]), 'base64url').slice(
    0,
    body_hash_chars,
  );
}

export function receiptKey(account: string, command: string): string {
  return `${account}/${command}`;
}
