import type { Answer } from '../../actors/ticket/service.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { audiences } from '../../protocol/ticket.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { House } from '../support/house.ts';
import { freshEnv } from '../support/random-asks.ts';
import { storedIn } from '../support/stored-in.ts';
import { assert } from '../support/suite.ts';
import type { TicketModel } from '../support/ticket-model.ts';
import { categories, has, hasQueue } from '../support/ticket-model-world.ts';
import {
  TicketServiceModel,
  type Answered,
  type Expected,
  type Sent,
} from '../support/ticket-service-model.ts';
import { Client } from './model-client.ts';
import { accounts, type Step } from './steps.ts';

/** Watched all the time by everybody, as both audiences. */
const watched_tickets_max = 6;

export interface Count {
  done: number;
  refused: number;
  /** Tickets that some client held to the end. */
  held: number;
}

/** Where a house keeps its tickets; several may keep them in one log. */
export interface Place {
  readonly storage: Storage;
  /** Nothing is on its way to it. */
  readonly isQuiet: boolean;
}

export class Play {
  readonly #places: readonly Place[];
  readonly #houses: readonly House[];
  readonly #env = freshEnv();
  readonly #model: TicketServiceModel;
  readonly #clients = new Map<string, Client>();
  readonly #count: Count;
  #watched = 0;

  constructor(places: readonly Place[], count: Count) {
    this.#count = count;
    this.#env.playing.clear();
    this.#places = places;
    this.#houses = places.map(({ storage }) => new House(storage));
    this.#model = new TicketServiceModel(this.#env);
    for (const { world } of this.#houses) {
      world.rights.clear();
      world.settings = { ...world.settings, categories: [...categories] };
    }
    this.#follow();
  }

  get tickets(): readonly TicketModel[] {
    return this.#model.tickets;
  }

  async run(list: readonly Step[]): Promise<void> {
    for (const [i, account] of accounts.entries()) this.#connect(account, i);
    for (const step of list) {
      this.#env.now += 10_000;
      for (const { world } of this.#houses) world.now = this.#env.now;
      switch (step.kind) {
        case 'shift':
          step.shift(this.#env);
          this.#env.playing.clear();
          this.#follow();
          break;
        case 'reconnect':
          this.#clients.get(step.account)!.cut();
          this.#connect(step.account, step.half);
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
    for (const [i, account] of accounts.entries()) this.#connect(account, i + 1);
    await this.#settle();
    this.#assertHeld('all');
    await Promise.all(this.#houses.map((house) => house.stop()));
    for (const { faults } of this.#houses) if (faults.length > 0) throw faults[0];
  }

  #connect(account: string, to: number): void {
    this.#clients.get(account)?.cut();
    const half = to % this.#houses.length;
    // In JSON: an encoder of MessagePack makes three characters of half a surrogate pair.
    const line = this.#houses[half]!.connect(account, 'shardbell.v1.json');
    const client = new Client(line, half);
    this.#clients.set(account, client);
    client.watchLists();
    for (const [nth, ticket] of this.tickets.slice(0, this.#watched).entries()) {
      client.watchTicket(nth, ticket.id);
    }
  }

  #follow(): void {
    for (const house of this.#houses) this.#followIn(house);
  }

  /** The house is told of what changed around the tickets as the roster would tell it. */
  #followIn(house: House): void {
    const { world } = house;
    const { rights, factions, autoArchive } = this.#env;
    world.settings = { ...world.settings, autoArchive };
    for (const [id, faction] of factions) world.factions.set(id, faction);
    for (const account of new Set([...rights.keys(), ...world.rights.keys(), ...accounts])) {
      const now = rights.get(account);
      world.names.set(account, now === undefined ? '' : `account ${account}`);
      if (now === world.rights.get(account)) continue;
      house.setRights(account, now ?? []);
      if (now === undefined) world.rights.delete(account);
    }
  }

  async #sendAll(all: readonly Sent[]): Promise<void> {
    const present = [...this.tickets];
    // Answers are known by their ids alone: at a time each id is of one command, and its resends.
    const keyOf = ({ asked, id }: Sent): string => `${asked.account} ${id}`;
    const own = [...new Map(all.map((one) => [keyOf(one), one])).values()];
    const every = own.flatMap((one) => Array.from({ length: one.times }, () => one));
    const commands = every.filter(({ asked }) => asked.command.kind !== 'open');
    const openings = every.filter(({ asked }) => asked.command.kind === 'open');
    for (const client of this.#clients.values()) client.answers.clear();
    for (const one of commands) {
      this.#send(one, present[one.nth]?.id ?? 'never-was');
    }
    for (const one of openings) this.#send(one);
    // The disk takes its time; the test's own limit bounds the wait.
    do await this.#settle();
    while (this.#countOfAnswers() < every.length);
    const answered = own.flatMap((one) => this.#answered(one));
    await this.#settle();
    const { storage } = this.#places[0]!;
    this.#model.carryOut(answered, await storedIn(storage, this.#model, answered));
    for (const { answer } of answered) this.#count[answer.ok ? 'done' : 'refused'] += 1;
  }

  #send({ asked: { account, as, command }, id }: Sent, ticket?: string): void {
    const about = { ...(as && { as }), ...(ticket && { ticket }) };
    this.#clients.get(account)!.send({ t: 'command', id, ...about, do: command });
  }

  #countOfAnswers(): number {
    const all = [...this.#clients.values()].flatMap(({ answers }) => [...answers.values()]);
    return all.flat().length;
  }

  /** Each time that it was sent, with an answer of its own. */
  #answered(one: Sent): Answered[] {
    const { answers, half } = this.#clients.get(one.asked.account)!;
    return (answers.get(one.id) ?? []).map((message): Answered => {
      const isTrue: Answered['isTrue'] = (expected, ticket) =>
        this.#isTrueAnswer(one, message, expected, ticket);
      return { sent: one, half, answer: answerIn(message), isTrue };
    });
  }

  #isTrueAnswer(
    { asked }: Sent,
    answer: ServerMessage,
    expected: Expected,
    ticket: string | undefined,
  ): boolean {
    if ('support' in expected) {
      const seesNotes = asked.as !== 'player' && hasQueue(this.#env, asked.account);
      const seq = seesNotes ? expected.support : expected.public;
      return answer.t === 'done' && answer.ticket === ticket && answer.seq === seq;
    }
    return (
      answer.t === 'refused' &&
      expected.some((no) => no.code === answer.code && sentenceOf(no) === answer.sentence)
    );
  }

  async #settle(): Promise<void> {
    do for (const house of this.#houses) await house.settle();
    while (this.#places.some(({ isQuiet }) => !isQuiet));
    // What came last is told, too.
    for (const house of this.#houses) await house.settle();
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

function answerIn(message: ServerMessage): Answer {
  if (message.t !== 'done') return { ok: false, refusal: { code: 'ticket_unknown' } };
  return { ok: true, ticket: message.ticket!, number: message.number!, seq: message.seq! };
}
