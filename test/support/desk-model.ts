import fc from 'fast-check';
import type { Answer } from '../../actors/ticket/desk.ts';
import { TicketModel, type Asked, type Env, type No } from './ticket-model.ts';

/** One command: of which ticket, and under which id. */
export interface Sent {
  readonly asked: Asked;
  /** Which of the tickets there are, by order of opening; beyond the last, one that never was. */
  readonly nth: number;
  /** Few, so that ids come again, with the same body and with another. */
  readonly id: string;
  /** How many times it is sent. */
  readonly times: number;
}

export const sent = (what: fc.Arbitrary<Asked>): fc.Arbitrary<Sent> =>
  fc.record({
    asked: what,
    nth: fc.nat(2),
    id: fc.nat(15).map((n) => `id-${n}`),
    times: fc.constantFrom(1, 1, 1, 2),
  });

/** What the desk is expected to answer: one of the refusals, or that it is done. */
export type Expected = readonly No[] | { readonly support: number; readonly public: number };

/** All tickets as the model has them, with what was answered to whom. */
export class DeskModel {
  readonly tickets: TicketModel[] = [];
  readonly #answered = new Map<string, { body: string; done: Expected }>();
  /** By account and command id. */
  readonly #openedBy = new Map<string, string>();
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  command(ticket: TicketModel, { asked, id }: Sent): Expected {
    return this.#once(ticket.id, asked, id, () => {
      const no = ticket.ask(this.#env, asked);
      return no.length > 0 ? no : seqsOf(ticket);
    });
  }

  /** Takes id and number of a new ticket from the answer; a resend is about the one that it opened. */
  open({ asked, id }: Sent, answer: Answer): { ticket: string; expected: Expected } {
    const { ticket = '', number = 0 } = answer.ok ? answer : {};
    const key = `${asked.account} ${id}`;
    const known = this.#openedBy.get(key) ?? ticket;
    const no = TicketModel.refusals(this.#env, asked);
    const expected = this.#once(known, asked, id, () => {
      if (no.length > 0) return no;
      const opened = new TicketModel(this.#env, asked, ticket, number);
      this.tickets.push(opened);
      this.#openedBy.set(key, ticket);
      return seqsOf(opened);
    });
    // Sent at once with the one that it repeats, it may be refused before that one is on disk.
    return { ticket: known, expected: 'support' in expected ? expected : [...expected, ...no] };
  }

  #once(ticket: string, { account, as, deed }: Asked, id: string, run: () => Expected): Expected {
    const key = JSON.stringify([ticket, account, id]);
    const body = JSON.stringify([as, deed]);
    const first = this.#answered.get(key);
    if (first !== undefined) return first.body === body ? first.done : [{ code: 'id_reused' }];
    const done = run();
    if ('support' in done) this.#answered.set(key, { body, done });
    return done;
  }
}

function seqsOf(ticket: TicketModel): Expected {
  return { support: ticket.seq('support'), public: ticket.seq('public') };
}
