import { limits } from '../../protocol/limits.ts';
import type { ClientMessageOf } from '../../protocol/messages.ts';
import type { Audience, Doing } from '../../protocol/ticket.ts';
import type { Clock } from './clock.ts';

/** Somebody who goes on writing need not say so at each key. */
export const typing_renew_ms = limits.typing_ms_max / 2;

export interface AttendanceDeps {
  readonly ticket: string;
  readonly as: Audience;
  readonly clock: Clock;
  /** May be lost. */
  send(message: ClientMessageOf<'seen' | 'signal'>): void;
}

/**
 * What the account does at a ticket that is watched, and how far it has read it: said when it
 * changes, again as long as it goes on, and again on every new connection.
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

  /** The server knows the watch, and nothing of what was said on an earlier connection. */
  live(): void {
    if (this.#doing !== 'gone') this.#say();
    if (this.#seen > 0) this.#saySeen();
  }

  /** Called at each key for typing and noting, which turn into viewing when no more keys come. */
  attend(wanted: Doing): void {
    const { as, clock } = this.#deps;
    // Whether players look is told to nobody.
    const doing = as === 'public' && wanted === 'viewing' ? 'gone' : wanted;
    this.#cancelEnd();
    if (doing === 'typing' || doing === 'noting') {
      this.#cancelEnd = clock.after(limits.typing_ms_max, () => this.attend('viewing'));
      if (doing === this.#doing && clock.now() - this.#saidAt < typing_renew_ms) return;
    } else if (doing === this.#doing) return;
    this.#doing = doing;
    this.#say();
  }

  /** The account has seen the ticket up to this entry. */
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
    // Keys say by themselves that writing goes on.
    if (this.#doing === 'viewing') {
      this.#cancelNext = clock.after(limits.viewing_renew_ms, () => this.#say());
    }
  }

  #saySeen(): void {
    const { ticket, as, send } = this.#deps;
    send({ t: 'seen', ticket, as, seq: this.#seen });
  }
}
