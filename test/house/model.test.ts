import fc from 'fast-check';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { ownNames, viewHead } from '../../actors/ticket/view.ts';
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
import { limits } from '../../protocol/limits.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { audiences, type Audience } from '../../protocol/ticket.ts';
import type { Journal } from '../../server/storage/journal.ts';
import { DeskModel, sent, type Expected, type Sent } from '../support/desk-model.ts';
import { TestFolder } from '../support/folder.ts';
import { House, messagesIn, type Line } from '../support/house.ts';
import { ask, freshEnv, open, players, shift, staff, type Shift } from '../support/random-asks.ts';
import { assert, suite } from '../support/suite.ts';
import {
  categories,
  hasQueue,
  has,
  type Asked,
  type TicketModel,
} from '../support/ticket-model.ts';

const test = suite('the whole server beside the model', { limit_ms: 120_000 });

const accounts = [...players, ...staff];
/** Watched all the time by everybody, as both audiences. */
const watched_tickets_max = 6;

type Step =
  /** All of them at once, each over the socket of its account. */
  | { readonly kind: 'send'; readonly all: readonly Sent[] }
  | { readonly kind: 'shift'; readonly shift: Shift }
  | { readonly kind: 'reconnect'; readonly account: string };

/** As it comes over a socket: nobody says where they are or what they play. */
const overSocket = ({ account, as, deed }: Asked): Asked => {
  return { account, surface: 'web', deed, ...(as === undefined ? {} : { as }) };
};

const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(sent(open.map(overSocket)), { minLength: 2, maxLength: 4 }),
    fc.array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc
            .array(
              fc.oneof(
                { weight: 12, arbitrary: sent(ask.map(overSocket)) },
                sent(open.map(overSocket)),
              ),
              { maxLength: 12 },
            )
            .map((all): Step => ({ kind: 'send', all })),
        },
        { weight: 3, arbitrary: shift.map((one): Step => ({ kind: 'shift', shift: one })) },
        {
          weight: 1,
          arbitrary: fc
            .constantFrom(...accounts)
            .map((account): Step => ({ kind: 'reconnect', account })),
        },
      ),
      { maxLength: 12, size: 'max' },
    ),
  )
  .map(([openings, rest]) => [{ kind: 'send', all: openings }, ...rest]);

type Held = { readonly on: 'ticket'; is: TicketReplica } | { readonly on: 'rows'; is: RowsReplica };

/** One socket of an account, and what its client holds of all that it watches. */
class Client {
  readonly account: string;
  readonly #line: Line;
  /** By watch; a watch that is over holds nothing. */
  readonly held = new Map<number, Held>();
  readonly #watchOf = new Map<number, number>();
  answers = new Map<string, ServerMessage[]>();

  constructor(line: Line) {
    this.#line = line;
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

interface Count {
  done: number;
  refused: number;
  /** Tickets that some client held to the end. */
  held: number;
}

class Play {
  readonly #house: House;
  readonly #env = freshEnv();
  readonly #model: DeskModel;
  readonly #clients = new Map<string, Client>();
  readonly #count: Count;
  #watched = 0;

  constructor(journal: Journal, count: Count) {
    this.#count = count;
    this.#env.playing.clear();
    this.#house = new House(journal);
    this.#model = new DeskModel(this.#env);
    const { world } = this.#house;
    world.rights.clear();
    world.settings = { ...world.settings, categories: [...categories] };
    this.#follow();
  }

  get tickets(): readonly TicketModel[] {
    return this.#model.tickets;
  }

  async run(list: readonly Step[]): Promise<void> {
    for (const account of accounts) this.#connect(account);
    for (const step of list) {
      this.#env.now += 10_000;
      this.#house.world.now = this.#env.now;
      switch (step.kind) {
        case 'shift':
          step.shift(this.#env);
          this.#env.playing.clear();
          this.#follow();
          break;
        case 'reconnect':
          this.#clients.get(step.account)!.cut();
          this.#connect(step.account);
          break;
        case 'send':
          await this.#sendAll(step.all);
          break;
      }
      await this.#settle();
      for (const ticket of this.tickets.slice(this.#watched, watched_tickets_max)) {
        for (const client of this.#clients.values()) client.watchTicket(this.#watched, ticket.id);
        this.#watched += 1;
      }
      await this.#settle();
      this.#assertHeld();
    }
    for (const account of accounts) this.#connect(account);
    await this.#settle();
    this.#assertHeld('all');
    await this.#house.stop();
    if (this.#house.faults.length > 0) throw this.#house.faults[0];
  }

  #connect(account: string): void {
    this.#clients.get(account)?.cut();
    // In JSON: an encoder of MessagePack makes three characters of half a surrogate pair.
    const client = new Client(this.#house.connect(account, 'shardbell.v1.json'));
    this.#clients.set(account, client);
    client.watchLists();
    for (const [nth, ticket] of this.tickets.slice(0, this.#watched).entries()) {
      client.watchTicket(nth, ticket.id);
    }
  }

  /** The house is told of what changed around the tickets as the roster would tell it. */
  #follow(): void {
    const { world } = this.#house;
    const { rights, factions, autoArchive } = this.#env;
    world.settings = { ...world.settings, autoArchive };
    for (const [id, faction] of factions) world.factions.set(id, faction);
    for (const account of new Set([...rights.keys(), ...world.rights.keys(), ...accounts])) {
      const now = rights.get(account);
      world.names.set(account, now === undefined ? '' : `account ${account}`);
      if (now === world.rights.get(account)) continue;
      this.#house.setRights(account, now ?? []);
      if (now === undefined) world.rights.delete(account);
    }
  }

  /** What is meant for one ticket is carried out in the order in which it was sent. */
  async #sendAll(all: readonly Sent[]): Promise<void> {
    const present = [...this.tickets];
    // Answers are known by their ids alone: at a time each id is of one command, and its resends.
    const keyOf = ({ asked, id }: Sent): string => `${asked.account} ${id}`;
    const own = new Map(all.map((one) => [keyOf(one), one])).values();
    const every = [...own].flatMap((one) => Array.from({ length: one.times }, () => one));
    const commands = every.filter(({ asked }) => asked.deed.kind !== 'open');
    const openings = every.filter(({ asked }) => asked.deed.kind === 'open');
    for (const client of this.#clients.values()) client.answers.clear();
    for (const one of commands) {
      this.#send(one, present[one.nth]?.id ?? 'never-was');
    }
    for (const one of openings) this.#send(one);
    // The disk takes its time; the test's own limit bounds the wait.
    do await this.#settle();
    while (this.#answered() < every.length);
    for (const one of commands) {
      const ticket = present[one.nth];
      const expected =
        ticket === undefined
          ? [{ code: 'ticket_unknown' } as const]
          : this.#model.command(ticket, one);
      this.#assertAnswer(one, expected, ticket?.id);
    }
    for (const one of openings) {
      const answer = this.#answers(one)[0];
      const done = answer?.t === 'done' ? answer : undefined;
      const known =
        done === undefined
          ? ({ ok: false, refusal: { code: 'ticket_unknown' } } as const)
          : ({ ok: true, ticket: done.ticket!, number: done.number!, seq: done.seq! } as const);
      const { ticket, expected } = this.#model.open(one, known);
      this.#assertAnswer(one, expected, ticket);
    }
  }

  #send({ asked: { account, as, deed }, id }: Sent, ticket?: string): void {
    const about = { ...(as && { as }), ...(ticket && { ticket }) };
    this.#clients.get(account)!.send({ t: 'command', id, ...about, do: deed });
  }

  #answered(): number {
    const all = [...this.#clients.values()].flatMap(({ answers }) => [...answers.values()]);
    return all.flat().length;
  }

  #answers({ asked, id }: Sent): ServerMessage[] {
    return this.#clients.get(asked.account)!.answers.get(id) ?? [];
  }

  /** One of the answers with this id is the expected one, which is taken. */
  #assertAnswer({ asked, id }: Sent, expected: Expected, ticket: string | undefined): void {
    const answers = this.#answers({ asked, id } as Sent);
    const found = answers.findIndex((answer) => {
      if ('support' in expected) {
        const seesNotes = asked.as !== 'player' && hasQueue(this.#env, asked.account);
        const seq = seesNotes ? expected.support : expected.public;
        return answer.t === 'done' && answer.ticket === ticket && answer.seq === seq;
      }
      return (
        answer.t === 'refused' &&
        expected.some((no) => no.code === answer.code && sentenceOf(no) === answer.sentence)
      );
    });
    assert.ok(found >= 0, JSON.stringify([asked, id, answers, expected]));
    answers.splice(found, 1);
    this.#count['support' in expected ? 'done' : 'refused'] += 1;
  }

  async #settle(): Promise<void> {
    await this.#house.settle();
    for (const client of this.#clients.values()) client.read();
  }

  /** What each client holds is what the model shows it, and nobody else holds anything. */
  #assertHeld(how: 'what is held' | 'all' = 'what is held'): void {
    for (const client of this.#clients.values()) {
      for (const [nth, ticket] of this.tickets.slice(0, this.#watched).entries()) {
        for (const audience of audiences) {
          const side = audience === 'public' ? 'player' : 'support';
          const sees = ticket.sees(this.#env, client.account, side);
          const held = client.ticketHeld(nth, audience);
          if (!sees) assert.is(held, undefined);
          // Who may read it again has to watch it again.
          if (held === undefined) assert.not(sees && how === 'all');
          else {
            assert.equal(held.head, ticket.head(audience));
            const entries = ticket.entries(audience).slice(-held.entries.length);
            assert.equal(held.entries, entries);
            assert.ok(held.entries.length >= Math.min(ticket.seq(audience), 50));
            this.#count.held += 1;
          }
        }
      }
      this.#assertLists(client, how);
    }
  }

  #assertLists(client: Client, how: 'what is held' | 'all'): void {
    const { account } = client;
    const isActive = (ticket: TicketModel): boolean =>
      ['open', 'in_progress'].includes(ticket.head('public').status);
    const own = this.tickets.filter((ticket) => {
      const { participants } = ticket.head('public');
      return participants.some((person) => person.account === account);
    });
    // Without the right to view, the lists are there and empty.
    const mayView = has(this.#env, account, 'view');
    const numbers = (tickets: readonly TicketModel[]): number[] =>
      tickets.map(({ number }) => number).toSorted((a, b) => a - b);
    for (const [w, wanted] of [
      [0, own.filter((one) => mayView && isActive(one))],
      [1, own.filter((one) => mayView && !isActive(one))],
      [2, hasQueue(this.#env, account) ? this.tickets.filter(isActive) : undefined],
    ] as const) {
      const held = client.rowsHeld(w);
      if (wanted === undefined) assert.is(held, undefined, `list ${w} of ${account}`);
      if (held === undefined) assert.not(wanted !== undefined && how === 'all', `no list ${w}`);
      else {
        const audience = w === 2 ? 'support' : 'public';
        assert.equal(
          held.rows.map(({ number }) => number).toSorted((a, b) => a - b),
          numbers(wanted!),
        );
        for (const row of held.rows) {
          const ticket = this.tickets.find(({ id }) => id === row.id)!;
          assert.equal(row, ticket.row(audience));
        }
        assert.is(held.total, wanted!.length);
      }
    }
  }
}

test('[T114] over sockets, whatever is sent at once is answered and shown to everybody as the model says, and is so after loading from disk', async () => {
  const count: Count = { done: 0, refused: 0, held: 0 };
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const folder = new TestFolder();
      try {
        const journal = await folder.open();
        const play = new Play(journal, count);
        await play.run(list);
        await journal.close();
        const again = await folder.open();
        for (const ticket of play.tickets) {
          const { state } = await again.load(ticket.id);
          const events = again.history(ticket.id, 'support', { limit: limits.entries_max });
          assert.equal(evolveAll<Ticket | null>(null, events), state);
          for (const audience of audiences) {
            assert.equal(viewHead(state!, audience, ownNames), ticket.head(audience));
          }
        }
        await again.close();
      } finally {
        folder.remove();
      }
    }),
    { numRuns: 25 },
  );
  assert.ok(count.done > 30 && count.refused > 40 && count.held > 200, JSON.stringify(count));
});
