import fc from 'fast-check';
import {
  applyTicketEvent,
  resumeTicket,
  ticketFromState,
  type Gap,
  type TicketReplica,
} from '../../clients/core/replica-ticket.ts';
import type { Subprotocol } from '../../protocol/codec.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player, Stage, type TestClient } from './stage.ts';

const test = suite('cuts and resumes', { limit_ms: 60_000 });

const note = 'NOTE that no player may ever see';

/** A client whose line is cut between any two frames, and which goes on where it was. */
class Client {
  held: TicketReplica | undefined;
  isGone = false;
  readonly #stage: Stage;
  readonly #account: string;
  readonly #ticket: string;
  readonly #as: Audience;
  readonly #subprotocol: Subprotocol;
  #client: TestClient | undefined;
  #unread: ServerMessage[] = [];
  #epoch = '';
  /** A new number for each watch: what is under way for an old one cannot be mistaken for the new. */
  #w = 0;
  #topic: number | undefined;
  resumes = 0;
  states = 0;
  notesSeen = 0;

  constructor(
    stage: Stage,
    account: string,
    ticket: string,
    as: Audience,
    subprotocol: Subprotocol,
  ) {
    this.#stage = stage;
    this.#account = account;
    this.#ticket = ticket;
    this.#as = as;
    this.#subprotocol = subprotocol;
  }

  connect(): void {
    if (this.#client !== undefined) return;
    this.#client = this.#stage.signIn(this.#account, { subprotocol: this.#subprotocol });
    this.#epoch = this.#client.last('welcome').epoch;
    this.watch();
  }

  watch(): void {
    const resume = this.held && { epoch: this.held.epoch, seq: this.held.head.seq };
    const what = { on: 'ticket', ticket: this.#ticket, as: this.#as, ...(resume && { resume }) };
    this.isGone = false;
    this.#topic = undefined;
    this.#client?.send({ t: 'unwatch', w: this.#w });
    this.#w += 1;
    this.#client?.send({ t: 'watch', w: this.#w, what });
  }

  /** Takes what was written, and reads so much of it. */
  read(count = Infinity): void {
    this.#fetch();
    for (const message of this.#unread.splice(0, count)) this.#take(message);
  }

  cut(): void {
    this.#fetch();
    this.#client?.session.cut();
    this.#client = undefined;
    this.#unread = [];
  }

  #fetch(): void {
    if (this.#client === undefined) return;
    this.#unread.push(...this.#client.fresh());
    if (this.#client.wire.bytes.includes('NOTE')) this.notesSeen += 1;
  }

  #take(message: ServerMessage): void {
    if ('w' in message && message.w !== this.#w) return;
    if (message.t === 'gone') {
      this.isGone = true;
      this.held = undefined;
    } else if (message.t === 'state' && message.is.on === 'ticket') {
      this.states += 1;
      this.#topic = message.topic;
      this.held = ticketFromState(message.is, this.#epoch);
    } else if (message.t === 'resumed') {
      this.resumes += 1;
      this.#topic = message.topic;
      this.held = whole(resumeTicket(this.held!, message));
    } else if (
      message.t === 'event' &&
      message.is.on === 'ticket' &&
      message.topic === this.#topic
    ) {
      this.held = whole(applyTicketEvent(this.held!, message.is));
    }
  }
}

function whole(replica: TicketReplica | Gap): TicketReplica {
  if (replica === 'gap') throw new Error('something is missing between what is held and what came');
  return replica;
}

type Step = (stage: Stage, ticket: string, client: Client) => Promise<unknown> | void;

const ask =
  (account: string, command: Parameters<Stage['do']>[1]): Step =>
  (stage, ticket) =>
    stage.do(account, command, ticket).catch(() => {});

const steps: Record<string, Step> = {
  player_writes: ask(player, { kind: 'post_message', body: 'Help' }),
  helper_writes: ask(helper, { kind: 'post_message', body: 'Coming' }),
  helper_notes: ask(helper, { kind: 'post_note', body: note }),
  helper_assigns: ask(helper, { kind: 'assign_to_me' }),
  helper_closes: ask(helper, { kind: 'close' }),
  player_reopens: ask(player, { kind: 'reopen' }),
  long_text: ask(player, { kind: 'post_message', body: '漢'.repeat(8_000) }),
  many: async (stage, ticket) => {
    for (let i = 0; i < 70; i++) {
      await stage.do(helper, { kind: 'post_note', body: note }, ticket);
      await stage.do(player, { kind: 'post_message', body: 'x' }, ticket).catch(() => {});
    }
  },
  written_elsewhere: (stage, ticket) => {
    const elsewhere = { account: helper, restricted: false, surface: 'web' } as const;
    stage.ticketService.writeElsewhere(ticket, elsewhere, { kind: 'post_note', body: note });
  },
  shut_out: (stage) => stage.backend.setRights(player, []),
  let_in: (stage) => stage.backend.setRights(player, playerRights),
  staff_out: (stage) => stage.backend.setRights(helper, ['tickets.internal_message']),
  staff_in: (stage) => stage.backend.setRights(helper, supportRights),
  restored: (stage) => void (stage.ticketService.epoch = `${stage.ticketService.epoch}+`),
  hold: (stage) => stage.ticketService.holdHistories(),
  release: (stage) => stage.ticketService.releaseHistories(),
  connect: (_stage, _ticket, client) => client.connect(),
  watch_again: (_stage, _ticket, client) => client.watch(),
  cut: (_stage, _ticket, client) => client.cut(),
  read_one: (_stage, _ticket, client) => client.read(1),
  read_all: (_stage, _ticket, client) => client.read(),
  end_turn: (stage) => stage.endTurn(),
  settle: (stage) => stage.settle(),
  settle_and_read: async (stage, _ticket, client) => {
    await stage.settle();
    client.read();
  },
};

/** What cuts most cursors short is rare beside what moves them. */
const rare = new Set(['many', 'written_elsewhere', 'shut_out', 'staff_out', 'restored', 'hold']);
const names = Object.keys(steps);
const step = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...names.filter((name) => rare.has(name))) },
  { weight: 6, arbitrary: fc.constantFrom(...names.filter((name) => !rare.has(name))) },
  { weight: 4, arbitrary: fc.constantFrom('cut', 'connect', 'release', 'settle_and_read') },
);
const script = fc.array(step, { minLength: 20, maxLength: 80, size: 'max' });
const who = fc.constantFrom(
  { account: player, as: 'public', subprotocol: 'shardbell.v1' } as const,
  { account: player, as: 'public', subprotocol: 'shardbell.v1.json' } as const,
  { account: helper, as: 'support', subprotocol: 'shardbell.v1' } as const,
);

// [W35] A resume gets exactly what it missed, or the state afresh; after any cuts a client holds
// what a fresh watch gives.
test('[W35] after any cuts and resumes a client holds what a fresh watch gives', async () => {
  const seen = { resumes: 0, states: 0, entries: 0 };
  await fc.assert(
    fc.asyncProperty(who, script, async ({ account, as, subprotocol }, played) => {
      const stage = new Stage({ accountPace: { per_second: 1_000, burst: 1_000 } });
      const ticket = await stage.open(player);
      const client = new Client(stage, account, ticket, as, subprotocol);
      client.connect();
      for (const name of played) await steps[name]!(stage, ticket, client);

      stage.ticketService.releaseHistories();
      stage.backend.setRights(player, playerRights);
      stage.backend.setRights(helper, supportRights);
      client.connect();
      await stage.settle();
      client.read();
      // A client that was turned away asks again when it is let in.
      if (client.isGone) client.watch();
      // One that another process went past learns of it with the next thing that happens.
      await steps['helper_notes']!(stage, ticket, client);
      await steps['helper_assigns']!(stage, ticket, client);
      for (const command of ['close', 'reopen'] as const)
        await stage.do(helper, { kind: command }, ticket);
      await stage.settle();
      client.read();

      const fresh = new Client(stage, account, ticket, as, subprotocol);
      fresh.connect();
      await stage.settle();
      fresh.read();
      assert.equal(client.held?.head, fresh.held?.head);
      const { entries } = client.held!;
      assert.equal(entries, stage.ticketService.entries(ticket, as).slice(-entries.length));
      assert.ok(entries.length > 0);
      if (as === 'public') assert.is(client.notesSeen, 0);
      assert.equal(stage.faults, []);
      seen.resumes += client.resumes;
      seen.states += client.states;
      seen.entries += entries.length;
    }),
    { numRuns: 300 },
  );
  assert.ok(seen.resumes > 100 && seen.states > 300, JSON.stringify(seen));
});
