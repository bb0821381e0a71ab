import { limits } from '../../protocol/limits.ts';
import type { ClientMessageOf } from '../../protocol/messages.ts';
import type { Audience, Doing } from '../../protocol/ticket.ts';
import type { Clock } from './clock.ts';

/** While somebody keeps typing, the signal is repeated this often, not at each key. */
export const typing_renew_ms = limits.typing_ms_max / 2;

export interface AttendanceDeps {
  readonly ticket: string;
  readonly as: Audience;
  readonly clock: Clock;
  /** Messages may be lost. */
  send(message: ClientMessageOf<'seen' | 'signal'>): void;
}

/**
 * What the account does at a watched ticket, and how far it has read it. Sent when it changes,
 * repeated while it lasts, and sent again on every new connection.
 */
export class Attendance {
  readonly #deps: AttendanceDeps;
  #doing: Doing = 'gone';
  #saidAt = 0;
  #seen = 0;
  #cancelNext: () => void = () => {};
  #cancelEnd: () => void = () => {};

  constructor(deps: AttendanceDeps) {
    this.#deps = deps;
  }

  /** The server knows the watch, but nothing from an earlier connection. */
  live(): void {
    if (this.#doing !== 'gone') this.#say();
    if (this.#seen > 0) this.#saySeen();
  }

  /** Called at each key for typing and noting; without further keys these turn into viewing. */
  attend(wanted: Doing): void {
    const { as, clock } = this.#deps;
    // Nobody is told whether players are looking.
    const doing = as === 'public' && wanted === 'viewing' ? 'gone' : wanted;
    this.#cancelEnd();
    if (doing === 'typing' || doing === 'noting') {
      this.#cancelEnd = clock.after(limits.typing_ms_max, () => this.attend('viewing'));
      if (doing === this.#doing && clock.now() - this.#saidAt < typing_renew_ms) return;
    } else if (doing === this.#doing) return;
    this.#doing = doing;
    this.#say();
  }

  /** The account has read the ticket up to this entry. */
  seen(seq: number): void {
    if (seq <= this.#seen) return;
    this.#seen = seq;
    this.#saySeen();
  }

  stop(): void {
    this.#cancelNext();
    this.#cancelEnd();
  }

  #say(): void {
    const { clock, ticket, as, send } = this.#deps;
    this.#cancelNext();
    this.#saidAt = clock.now();
    send({ t: 'signal', ticket, as, doing: this.#doing });
    // Typing is renewed by the keys themselves.
    if (this.#doing === 'viewing') {
      this.#cancelNext = clock.after(limits.viewing_renew_ms, () => this.#say());
    }
  }

  #saySeen(): void {
    const { ticket, as, send } = this.#deps;
    send({ t: 'seen', ticket, as, seq: this.#seen });
  }
}
