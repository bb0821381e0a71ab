import { hears, testFollowers } from '../support/followers.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import fc from 'fast-check';
import type { Principal } from '../../actors/ticket/command.ts';
import type { Answer, Caller, Request } from '../../actors/ticket/service.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewHead, viewRow } from '../../actors/ticket/view.ts';
import { audiences, type Row } from '../../protocol/ticket.ts';
import { ActorTicketService } from '../../server/tickets/service.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { DelayedLog } from '../support/delayed-log.ts';
import {
  TicketServiceModel,
  sent,
  type Answered,
  type Expected,
  type Sent,
} from '../support/ticket-service-model.ts';
import { TestFolder } from '../support/folder.ts';
import { settings } from '../support/given.ts';
import { unbounded } from '../support/unbounded.ts';
import { ask, freshEnv, open, players, shift, staff, type Shift } from '../support/random-asks.ts';
import { chanceOf, testSeed } from '../support/seed.ts';
import { storedIn } from '../support/stored-in.ts';
import { assert, suite } from '../support/suite.ts';
import { categories, hasQueue, personIn, type Env } from '../support/ticket-model.ts';

const test = suite('the desk beside its model', { limit_ms: 60_000 });

type Step =
  /** All of them at once. */
  | { readonly kind: 'send'; readonly all: readonly Sent[] }
  | { readonly kind: 'shift'; readonly shift: Shift }
  /** One of the servers stops and starts on the same storage. */
  | { readonly kind: 'restart'; readonly half: number };

const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(sent(open), { minLength: 2, maxLength: 4 }),
    fc.array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc
            .array(fc.oneof({ weight: 9, arbitrary: sent(ask) }, sent(open)), { maxLength: 12 })
            .map((all): Step => ({ kind: 'send', all })),
        },
        { weight: 3, arbitrary: shift.map((one): Step => ({ kind: 'shift', shift: one })) },
        { weight: 1, arbitrary: fc.nat(1).map((half): Step => ({ kind: 'restart', half })) },
      ),
      { maxLength: 14, size: 'max' },
    ),
  )
  .map(([openings, rest]) => [{ kind: 'send', all: openings }, ...rest]);

/** The real desk with everything around it taken from `env`. */
function deskOn(
  storage: Storage,
  env: Env,
  events: Map<string, TicketEvent[]>,
): ActorTicketService {
  const principal = (account: string): Principal => ({
    person: personIn(env, account),
    rights: new Set(env.rights.get(account)),
  });
  const followers = testFollowers();
  followers.follow(
    'model',
    hears(({ after, events: told }) => {
      events.set(after.id, [...(events.get(after.id) ?? []), ...told]);
    }),
  );
  const ticketService = new ActorTicketService({
    followers,
    storage,
    numbers: ticketNumbers(storage),
    clock: {
      now: () => env.now,
      after: () => () => {},
      soon: (run) => void setImmediate(run),
    },
    principal: ({ account }) => principal(account),
    people: {
      principal: (account) => (env.rights.has(account) ? principal(account) : undefined),
      faction: (id) => env.factions.get(id),
    },
    staffName: ownNames,
    playerSettings: () => unbounded,
    settings: () => ({ ...settings, autoArchive: env.autoArchive, categories }),
    onFault: (error) => {
      throw error;
    },
    // Turns are cut short, so that what is sent at once takes several.
    limits: { turn_letters_max: 3 },
  });
  return ticketService;
}

interface Count {
  done: number;
  refused: number;
  reused: number;
}

/** Where a desk keeps its tickets; several may keep them in one log. */
interface Place {
  open(): Storage | Promise<Storage>;
  /** Lets go of the storage, if it can be opened again. */
  close(storage: Storage): Promise<void>;
}

/** One ticket service, and what it told. */
class Half {
  readonly #env: Env;
  readonly #place: Place;
  readonly told = new Map<string, TicketEvent[]>();
  storage: Storage;
  ticketService: ActorTicketService;

  private constructor(env: Env, place: Place, storage: Storage) {
    this.#env = env;
    this.#place = place;
    this.storage = storage;
    this.ticketService = deskOn(storage, env, this.told);
  }

  static async start(env: Env, place: Place): Promise<Half> {
    return new Half(env, place, await place.open());
  }

  async restart(): Promise<void> {
    await this.ticketService.stop();
    await this.#place.close(this.storage);
    this.storage = await this.#place.open();
    this.ticketService = deskOn(this.storage, this.#env, this.told);
  }

  async stop(): Promise<void> {
    await this.ticketService.stop();
    await this.storage.close();
  }
}

async function play(list: readonly Step[], places: readonly Place[], count: Count): Promise<void> {
  const env = freshEnv();
  const model = new TicketServiceModel(env);
  const halves = await Promise.all(places.map((place) => Half.start(env, place)));
  try {
    for (const step of list) {
      env.now += 1_000;
      switch (step.kind) {
        case 'shift':
          step.shift(env);
          break;
        case 'restart':
          await halves[step.half % halves.length]!.restart();
          break;
        case 'send':
          await sendAll(halves, env, model, step.all, count);
          break;
      }
      for (const half of halves) await assertSame(half, model);
    }
    for (const { ticketService } of halves) await assertRead(ticketService, env, model);
  } finally {
    for (const half of halves) await half.stop();
  }
}

/** Sends all at once, each to a half of its own. */
async function sendAll(
  halves: readonly Half[],
  env: Env,
  model: TicketServiceModel,
  all: readonly Sent[],
  count: Count,
): Promise<void> {
  const present = [...model.tickets];
  const every = all.flatMap((one) => Array.from({ length: one.times }, () => one));
  const isOpening = ({ asked }: Sent): boolean => asked.command.kind === 'open';
  const answered = await Promise.all(
    every.map(async (one): Promise<Answered> => {
      const half = one.half % halves.length;
      const ticket = isOpening(one) ? undefined : (present[one.nth]?.id ?? 'never-was');
      const answer = await send(halves[half]!.ticketService, one, ticket);
      const isTrue: Answered['isTrue'] = (expected, of) =>
        isTrueAnswer(env, one, answer, expected, of);
      return { sent: one, half, answer, isTrue };
    }),
  );
  // Whoever comes next may come to the other half.
  for (const { storage } of halves) await storage.caughtUp();
  model.carryOut(answered, await storedIn(halves[0]!.storage, model, answered));
  for (const { answer } of answered) {
    if (answer.ok) count.done += 1;
    else count.refused += 1;
    if (!answer.ok && answer.refusal.code === 'id_reused') count.reused += 1;
  }
}

function send(
  ticketService: ActorTicketService,
  { asked, id }: Sent,
  ticket?: string,
): Promise<Answer> {
  const { account, as, surface, command, from } = asked;
  const request: Request = {
    id,
    command,
    ...(ticket === undefined ? {} : { ticket }),
    ...(as === undefined ? {} : { as }),
    ...(from === undefined ? {} : { from: { ...from, character: null } }),
  };
  return ticketService.command(callerOf(account, surface), request);
}

function callerOf(account: string, surface: Caller['surface'] = 'web'): Caller {
  return { account, restricted: false, surface };
}

function isTrueAnswer(
  env: Env,
  { asked }: Sent,
  answer: Answer,
  expected: Expected,
  ticket: string | undefined,
): boolean {
  if ('support' in expected) {
    const seesNotes = asked.as !== 'player' && hasQueue(env, asked.account);
    const seq = seesNotes ? expected.support : expected.public;
    return answer.ok && answer.ticket === ticket && answer.seq === seq;
  }
  if (answer.ok) return false;
  const { code, detail } = answer.refusal;
  return expected.some((no) => no.code === code && no.detail === detail);
}

/** What is stored is what the model has, the fold of the history, and all that was told. */
async function assertSame({ storage, told }: Half, model: TicketServiceModel): Promise<void> {
  const rows: Row[][] = [];
  for (const ticket of model.tickets) {
    const { state } = await storage.tickets.load(ticket.id);
    assert.ok(state !== undefined);
    const events = storage.tables.history(ticket.id, 'support', { limit: 10_000 });
    assert.equal(evolveAll<Ticket | null>(null, events), state);
    assert.equal(told.get(ticket.id), events);
    for (const audience of audiences) {
      assert.equal(viewHead(state, audience, ownNames), ticket.head(audience));
      assert.equal(viewRow(summarize(state), audience, ownNames), ticket.row(audience));
    }
    rows.push(audiences.map((audience) => ticket.row(audience)));
  }
  const stored = [...storage.tables.active(), ...storage.tables.closedTickets({ limit: 100 })];
  assert.equal(
    stored
      .map((summary) => audiences.map((audience) => viewRow(summary, audience, ownNames)))
      .toSorted(byNumber),
    rows.toSorted(byNumber),
  );
  for (const account of players) {
    const mine = storage.tables.closedTickets({ participant: account, limit: 100 });
    const expected = model.tickets.filter((ticket) => {
      const { status, participants } = ticket.head('public');
      const isClosed = status === 'closed' || status === 'archived';
      return isClosed && participants.some((person) => person.account === account);
    });
    assert.equal(
      mine.map(({ number }) => number),
      expected.map(({ number }) => number).toSorted((a, b) => b - a),
    );
  }
}

const byNumber = (a: Row[], b: Row[]): number => a[0]!.number - b[0]!.number;

/** Everybody reads what the model lets them see, and nobody else anything. */
async function assertRead(
  ticketService: ActorTicketService,
  env: Env,
  model: TicketServiceModel,
): Promise<void> {
  for (const ticket of model.tickets) {
    for (const account of [...players, ...staff]) {
      for (const audience of audiences) {
        const caller = callerOf(account);
        const page = await ticketService.history(caller, ticket.id, audience, { limit: 10_000 });
        const side = audience === 'public' ? 'player' : 'support';
        if (!ticket.sees(env, account, side)) {
          assert.equal(page, { ok: false, refusal: { code: 'ticket_unknown' } });
        } else {
          assert.equal(page, { ok: true, entries: ticket.entries(audience) });
        }
      }
      assert.is(ticketService.mayWatchQueue(callerOf(account)), hasQueue(env, account));
    }
  }
}

const fresh = (): Count => ({ done: 0, refused: 0, reused: 0 });

function assertBusy(count: Count): void {
  const { done, refused, reused } = count;
  assert.ok(done > 150 && refused > 300 && reused > 3, JSON.stringify(count));
}

/** Started again on the same storage, which has to stay open for it. */
function placeOf(storage: Storage): Place {
  return { open: () => storage, close: () => Promise.resolve() };
}

// [D16] Whatever is sent at once is answered, stored and shown as an independent model says, on
// storage in memory and on LMDB, also after it was closed and opened again.
test('[D16] on the storage in memory, whatever is sent at once is answered, stored and shown as the model says', async () => {
  const count = fresh();
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await play(list, [placeOf(openMemoryStorage())], count);
    }),
    { numRuns: 60 },
  );
  assertBusy(count);
});

test('[D16] so it is on LMDB, also after it was closed and opened again', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const folder = new TestFolder();
      try {
        const place = { open: () => folder.open(), close: (storage: Storage) => storage.close() };
        await play(list, [place], fresh());
      } finally {
        folder.remove();
      }
    }),
    { numRuns: 15 },
  );
});

// [Y7] Over two processes that write to one log, whatever is sent at once to either is answered,
// stored and shown as the model says, in an order that keeps to what was sent to each (model test,
// on the desk and over sockets).
test('[Y7] so it is over two processes that write to one log, in some order of what was sent to either', async () => {
  const count = fresh();
  const seed = testSeed();
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (list, chance) => {
      const log = new MemoryLog();
      const halves = [0, 1].map((which) =>
        placeOf(openMemoryStorage(new DelayedLog(log, chanceOf(chance).of(which)))),
      );
      await play(list, halves, count);
    }),
    { numRuns: 60, seed },
  );
  assertBusy(count);
});
