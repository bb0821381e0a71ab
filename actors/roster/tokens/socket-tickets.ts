import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from './secrets.ts';
import type { WebSession } from './web-sessions.ts';

interface SocketTicket {
  readonly session: WebSession;
  readonly expires: number;
}

/**
 * One-time tickets with which a signed-in browser opens its socket. In memory only, since a browser
 * whose server went away asks for a new one anyway. A ticket is valid no longer than its session.
 */
export class SocketTickets {
  readonly #secrets: Secrets;
  readonly #isOpen: (session: string) => boolean;
  /** By hash; all have the same lifetime, so the first is the oldest. */
  readonly #tickets = new Map<string, SocketTicket>();

  constructor(secrets: Secrets, isOpen: (session: string) => boolean) {
    this.#secrets = secrets;
    this.#isOpen = isOpen;
  }

  /** Undefined if the bound is reached. */
  make(session: WebSession): string | undefined {
    const now = this.#secrets.now();
    this.#makeRoom(session.account, now);
    if (this.#tickets.size >= rosterLimits.socket_tickets_max) return undefined;
    const secret = this.#secrets.make();
    const expires = now + rosterLimits.socket_ticket_life_ms;
    this.#tickets.set(this.#secrets.hash(secret), { session, expires });
    return secret;
  }

  spend(secret: string): WebSession | undefined {
    const hash = this.#secrets.hash(secret);
    const ticket = this.#tickets.get(hash);
    this.#tickets.delete(hash);
    if (ticket === undefined || ticket.expires <= this.#secrets.now()) return undefined;
    return this.#isOpen(ticket.session.id) ? ticket.session : undefined;
  }

  #makeRoom(account: string, now: number): void {
    const own: string[] = [];
    for (const [hash, ticket] of this.#tickets) {
      if (ticket.expires <= now) this.#tickets.delete(hash);
      else if (ticket.session.account === account) own.push(hash);
    }
    const surplus = own.length - (rosterLimits.account_socket_tickets_max - 1);
    for (const hash of own.slice(0, Math.max(0, surplus))) this.#tickets.delete(hash);
  }
}
