import { hash } from 'node:crypto';
import type { Request } from '../../actors/ticket/desk.ts';

/**
 * The id of the ticket that this command opens: made of who asks and the command id, so that a
 * resent `open` finds its own ticket instead of making a second one. 128 bits, base64url.
 */
export function ticketIdOf(account: string, command: string): string {
  return digest(`ticket\0${account}\0${command}`).subarray(0, 16).toString('base64url');
}

/** Tells a resend from the same command id used for something else. */
export function bodyHash({
  ticket,
  as,
  deed,
}: Pick<Request, 'ticket' | 'as'> & { deed: object }): string {
  return digest(JSON.stringify([ticket, as, deed]))
    .subarray(0, 12)
    .toString('base64url');
}

export function receiptKey(account: string, command: string): string {
  return `${account}/${command}`;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
