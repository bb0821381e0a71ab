import fc from 'fast-check';
import type { Answer } from '../../actors/ticket/service.ts';
import { TicketModel } from './ticket-model.ts';
import { openingRefusals } from './ticket-model-refusals.ts';
import type { Asked, Env, No } from './ticket-model-world.ts';

/** One command: of which ticket, and under which id. */
export interface Sent {
  readonly asked: Asked;
  /** Which of the tickets there are, by order of opening; beyond the last, one that never was. */
  readonly nth: number;
  /** Few, so that ids come again, with the same body and with another. */
  readonly id: string;
  /** How many times it is sent. */
  readonly times: number;
  /** To which of several processes, beyond the last to the first again. */
  readonly half: number;
}

export const sent = (what: fc.Arbitrary<Asked>): fc.Arbitrary<Sent> =>
  fc.record({
    asked: what,
    nth: fc.nat(2),
    id: fc.nat(15).map((n) => `id-${n}`),
    times: fc.constantFrom(1, 1, 1, 2),
    half: fc.nat(1),
  });

/** What the desk is expected to answer: one of the refusals, or that it is done. */
export type Expected = readonly No[] | { readonly support: number; readonly public: number };

/** Something that was sent, and what was answered. */
export interface Answered {
  readonly sent: Sent;
  /** Of a process: what was sent to one is carried out in the order of sending. */
  readonly half: number;
  /** What an opening was answered. */
  readonly answer: Answer;
  /** Whether that is what is expected; `ticket` is undefined where there is none. */
  isTrue(expected: Expected, ticket: string | undefined): boolean;
}

/** All tickets as the model has them, with what was answered to whom. */
export class TicketServiceModel {
  readonly tickets: TicketModel[] = [];
  readonly #answered = new Map<string, { body: string; done: Expected }>();
  /** By account and command id. */
  readonly #openedBy = new Map<string, string>();
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  /**
   * Carries out what was sent at once, in an order in which every answer is true: of each ticket and
   * process in the order of sending, and between processes in any. Throws where there is none.
   * `isSo`: whether the ticket is as it came to be.
   */
  carryOut(all: readonly Answered[], isSo: (ticket: TicketModel) => boolean): void {
    const present = [...this.tickets];
    const isOpening = ({ sent: one }: Answered): boolean => one.asked.command.kind === 'open';
    const commands = all.filter((one) => !isOpening(one));
    for (const ticket of [...present, undefined]) {
      const own = commands.filter(({ sent: { nth } }) => present[nth] === ticket);
      this.#commands(ticket, own, isSo);
    }
    const openings = all.filter(isOpening);
    const keyOf = ({ sent: { asked, id } }: Answered): string => `${asked.account} ${id}`;
    for (const key of new Set(openings.map(keyOf))) {
      this.#openings(
        openings.filter((one) => keyOf(one) === key),
        isSo,
      );
    }
  }

  #commands(
    ticket: TicketModel | undefined,
    all: readonly Answered[],
    isSo: (ticket: TicketModel) => boolean,
  ): void {
    const carryOut = ({ sent: one, isTrue }: Answered): Undo | undefined => {
      if (ticket === undefined) {
        return isTrue([{ code: 'ticket_unknown' }], undefined) ? () => {} : undefined;
      }
      const undoTicket = ticket.save();
      const { expected, undo } = this.#command(ticket, one);
      if (isTrue(expected, ticket.id)) {
        return () => {
          undo();
          undoTicket();
        };
      }
      undo();
      undoTicket();
      return undefined;
    };
    inSomeOrder(all, carryOut, () => ticket, isSo);
  }

  /** By one account under one id: one of them opens, the others are about that. */
  #openings(all: readonly Answered[], isSo: (ticket: TicketModel) => boolean): void {
    const carryOut = ({ sent: one, answer, isTrue }: Answered): Undo | undefined => {
      const { ticket, expected, undo } = this.#open(one, answer);
      if (isTrue(expected, ticket)) return undo;
      undo();
      return undefined;
    };
    const count = this.tickets.length;
    const opened = (): TicketModel | undefined => this.tickets[count];
    // Each takes its number first, so that they do not stand in the order of sending.
    inSomeOrder(
      all.map((one, half) => ({ ...one, half })),
      carryOut,
      opened,
      isSo,
    );
  }

  #command(ticket: TicketModel, { asked, id }: Sent): { expected: Expected; undo: Undo } {
    return this.#once(ticket.id, asked, id, () => {
      const no = ticket.ask(this.#env, asked);
      return no.length > 0 ? no : seqsOf(ticket);
    });
  }

  /** Takes id and number of a new ticket from the answer; a resend is about the one that it opened. */
  #open({ asked, id }: Sent, answer: Answer): { ticket: string; expected: Expected; undo: Undo } {
    const { ticket = '', number = 0 } = answer.ok ? answer : {};
    const key = `${asked.account} ${id}`;
    const before = this.#openedBy.get(key);
    const known = before ?? ticket;
    const no = openingRefusals(this.#env, asked);
    const count = this.tickets.length;
    const { expected, undo } = this.#once(known, asked, id, () => {
      if (no.length > 0) return no;
      const opened = new TicketModel(this.#env, asked, ticket, number);
      this.tickets.push(opened);
      this.#openedBy.set(key, ticket);
      return seqsOf(opened);
    });
    return {
      ticket: known,
      // Sent at once with the one that it repeats, it may be refused before that one is on disk.
      expected: 'support' in expected ? expected : [...expected, ...no],
      undo: () => {
        undo();
        this.tickets.splice(count);
        if (before === undefined) this.#openedBy.delete(key);
      },
    };
  }

  #once(
    ticket: string,
    { account, as, command }: Asked,
    id: string,
    run: () => Expected,
  ): { expected: Expected; undo: Undo } {
    const key = JSON.stringify([ticket, account, id]);
    const body = JSON.stringify([as, command]);
    const first = this.#answered.get(key);
    if (first !== undefined) {
      const expected = first.body === body ? first.done : ([{ code: 'id_reused' }] as const);
      return { expected, undo: () => {} };
    }
    const done = run();
    if ('support' in done) this.#answered.set(key, { body, done });
    return { expected: done, undo: () => void this.#answered.delete(key) };
  }
}

/** Takes back what one step did. */
type Undo = () => void;

/** Tries the orders in which the steps of each process stand as they were sent, until one holds. */
function inSomeOrder(
  all: readonly Answered[],
  carryOut: (one: Answered) => Undo | undefined,
  about: () => TicketModel | undefined,
  isSo: (ticket: TicketModel) => boolean,
): void {
  const halves = [...new Set(all.map(({ half }) => half))].map((half) =>
    all.filter((one) => one.half === half),
  );
  // Where it was tried in vain: most of what is refused is so in any order.
  const vain = new Set<string>();
  const goOn = (left: ReadonlyArray<readonly Answered[]>): boolean => {
    const ticket = about();
    if (left.every((queue) => queue.length === 0)) return ticket === undefined || isSo(ticket);
    const here = JSON.stringify([left.map(({ length }) => length), ticket?.entries('support')]);
    if (vain.has(here)) return false;
    vain.add(here);
    return left.some(([next, ...rest], i) => {
      const undo = next && carryOut(next);
      if (undo === undefined) return false;
      if (goOn(left.with(i, rest))) return true;
      undo();
      return false;
    });
  };
  if (goOn(halves)) return;
  const told = all.map(({ sent: one, half, answer }) => [half, one.id, one.asked, answer]);
  throw new Error(`in no order are these answers true: ${JSON.stringify(told)}`);
}

function seqsOf(ticket: TicketModel): Expected {
  return { support: ticket.seq('support'), public: ticket.seq('public') };
}
