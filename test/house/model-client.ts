import {
  applyRowsEvent,
  rowsFromState,
  type RowsReplica,
} from '../../clients/core/replica-rows.ts';
import {
  applyTicketEvent,
  ticketFromState,
  type TicketReplica,
} from '../../clients/core/replica-ticket.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { audiences, type Audience } from '../../protocol/ticket.ts';
import { messagesIn, type Line } from '../support/house.ts';

type Held = { readonly on: 'ticket'; is: TicketReplica } | { readonly on: 'rows'; is: RowsReplica };

/** One socket of an account, and what its client holds of all that it watches. */
export class Client {
  readonly account: string;
  readonly half: number;
  readonly #line: Line;
  /** By watch; a watch that is over holds nothing. */
  readonly held = new Map<number, Held>();
  readonly #watchOf = new Map<number, number>();
  answers = new Map<string, ServerMessage[]>();

  constructor(line: Line, half: number) {
    this.#line = line;
    this.half = half;
    this.account = line.who;
  }

  send(message: object): void {
    this.#line.send(message as never);
  }

  watchTicket(nth: number, ticket: string): void {
    for (const [i, as] of audiences.entries()) {
      this.send({ t: 'watch', w: 10 + nth * 2 + i, what: { on: 'ticket', ticket, as } });
    }
  }

  ticketHeld(nth: number, audience: Audience): TicketReplica | undefined {
    const held = this.held.get(10 + nth * 2 + audiences.indexOf(audience));
    return held?.on === 'ticket' ? held.is : undefined;
  }

  watchLists(): void {
    for (const [w, list] of (['active', 'closed'] as const).entries()) {
      this.send({ t: 'watch', w, what: { on: 'mine', list, offset: 0, limit: 100 } });
    }
    const sort = { by: 'created', descending: false };
    this.send({ t: 'watch', w: 2, what: { on: 'queue', filter: {}, sort, offset: 0, limit: 100 } });
  }

  rowsHeld(w: number): RowsReplica | undefined {
    const held = this.held.get(w);
    return held?.on === 'rows' ? held.is : undefined;
  }

  read(): void {
    for (const message of messagesIn(this.#line.take())) this.#take(message);
  }

  cut(): void {
    this.#line.cut();
  }

  #take(message: ServerMessage): void {
    switch (message.t) {
      case 'state': {
        this.#watchOf.set(message.topic, message.w);
        const { is } = message;
        if (is.on === 'ticket') {
          this.held.set(message.w, { on: 'ticket', is: ticketFromState(is, 'epoch-1') });
        } else if (is.on === 'queue' || is.on === 'mine') {
          this.held.set(message.w, { on: 'rows', is: rowsFromState(is) });
        }
        return;
      }
      case 'gone':
        this.held.delete(message.w);
        return;
      case 'event': {
        const held = this.held.get(this.#watchOf.get(message.topic) ?? -1);
        if (held?.on === 'ticket' && message.is.on === 'ticket') {
          const next = applyTicketEvent(held.is, message.is);
          if (next === 'gap') throw new Error('a gap between two events');
          held.is = next;
        } else if (held?.on === 'rows' && message.is.on === 'rows') {
          held.is = applyRowsEvent(held.is, message.is);
        }
        return;
      }
      case 'done':
      case 'refused':
        this.answers.set(message.id, [...(this.answers.get(message.id) ?? []), message]);
        return;
      default:
        return;
    }
  }
}
