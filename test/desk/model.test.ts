import { hears, testFollowers } from '../support/followers.ts';
import fc from 'fast-check';
import type { Principal } from '../../actors/ticket/command.ts';
import type { Answer, Caller, Request } from '../../actors/ticket/desk.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewHead, viewRow } from '../../actors/ticket/view.ts';
import { audiences, type Row } from '../../protocol/ticket.ts';
import { Desk } from '../../server/desk/desk.ts';
import type { Journal } from '../../server/storage/journal.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { DeskModel, sent, type Expected, type Sent } from '../support/desk-model.ts';
import { TestFolder } from '../support/folder.ts';
import { settings } from '../support/given.ts';
import { unbounded } from '../support/unbounded.ts';
import { ask, freshEnv, open, players, shift, staff, type Shift } from '../support/random-asks.ts';
import { assert, suite } from '../support/suite.ts';
import { categories, hasQueue, personIn, type Env } from '../support/ticket-model.ts';

const test = suite('the desk beside its model');

type Step =
  /** All of them at once. */
  | { readonly kind: 'send'; readonly all: readonly Sent[] }
  | { readonly kind: 'shift'; readonly shift: Shift }
  /** The server stops and starts on the same journal. */
  | { readonly kind: 'restart' };

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
        { weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
      ),
      { maxLength: 14, size: 'max' },
    ),
  )
  .map(([openings, rest]) => [{ kind: 'send', all: openings }, ...rest]);

/** The real desk with everything around it taken from `env`. */
function deskOn(journal: Journal, env: Env, events: Map<string, TicketEvent[]>): Desk {
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
  const desk = new Desk({
    followers,
    journal,
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
  return desk;
}

interface Count {
  done: number;
  refused: number;
  reused: number;
}

async function play(
  list: readonly Step[],
  openJournal: () => Journal | Promise<Journal>,
  /** Lets go of the journal, if it can be opened again. */
  close: (journal: Journal) => Promise<void>,
  count: Count,
): Promise<void> {
  const env = freshEnv();
  const model = new DeskModel(env);
  const told = new Map<string, TicketEvent[]>();
  let journal = await openJournal();
  let desk = deskOn(journal, env, told);
  try {
    for (const step of list) {
      env.now += 1_000;
      switch (step.kind) {
        case 'shift':
          step.shift(env);
          break;
        case 'restart':
          await desk.stop();
          await close(journal);
          journal = await openJournal();
          desk = deskOn(journal, env, told);
          break;
        case 'send':
          await sendAll(desk, env, model, step.all, count);
          break;
      }
      await assertSame(journal, model, told);
    }
    await assertRead(desk, env, model);
  } finally {
    await desk.stop();
    await journal.close();
  }
}

/** Sends all at once; what is meant for a ticket is carried out in the order of sending. */
async function sendAll(
  desk: Desk,
  env: Env,
  model: DeskModel,
  all: readonly Sent[],
  count: Count,
): Promise<void> {
  const present = [...model.tickets];
  const every = all.flatMap((one) => Array.from({ length: one.times }, () => one));
  const commands = every.filter(({ asked }) => asked.deed.kind !== 'open');
  const openings = every.filter(({ asked }) => asked.deed.kind === 'open');
  const answers = commands.map((one) => send(desk, one, present[one.nth]?.id ?? 'never-was'));
  const opened = openings.map((one) => send(desk, one));
  for (const [i, one] of commands.entries()) {
    const ticket = present[one.nth];
    const expected =
      ticket === undefined ? [{ code: 'ticket_unknown' } as const] : model.command(ticket, one);
    assertAnswer(env, one, await answers[i]!, expected, ticket?.id, count);
  }
  for (const [i, one] of openings.entries()) {
    const answer = await opened[i]!;
    const { ticket, expected } = model.open(one, answer);
    assertAnswer(env, one, answer, expected, ticket, count);
  }
}

function send(desk: Desk, { asked, id }: Sent, ticket?: string): Promise<Answer> {
  const { account, as, surface, deed, from } = asked;
  const request: Request = {
    id,
    deed,
    ...(ticket === undefined ? {} : { ticket }),
    ...(as === undefined ? {} : { as }),
    ...(from === undefined ? {} : { from: { ...from, character: null } }),
  };
  return desk.command(callerOf(account, surface), request);
}

function callerOf(account: string, surface: Caller['surface'] = 'web'): Caller {
  return { account, restricted: false, surface };
}

function assertAnswer(
  env: Env,
  { asked }: Sent,
  answer: Answer,
  expected: Expected,
  ticket: string | undefined,
  count: Count,
): void {
  const about = JSON.stringify([asked, answer, expected]);
  if (answer.ok) {
    assert.ok('support' in expected, about);
    assert.is(answer.ticket, ticket, about);
    const seesNotes = asked.as !== 'player' && hasQueue(env, asked.account);
    assert.is(answer.seq, seesNotes ? expected.support : expected.public, about);
    count.done += 1;
  } else {
    const { refusal } = answer;
    const isTrue =
      !('support' in expected) &&
      expected.some(({ code, detail }) => code === refusal.code && detail === refusal.detail);
    assert.ok(isTrue, about);
    count.refused += 1;
    if (refusal.code === 'id_reused') count.reused += 1;
  }
}

/** What is stored is what the model has, the fold of the history, and all that was told. */
async function assertSame(
  journal: Journal,
  model: DeskModel,
  told: ReadonlyMap<string, readonly TicketEvent[]>,
): Promise<void> {
  const rows: Row[][] = [];
  for (const ticket of model.tickets) {
    const { state } = await journal.load(ticket.id);
    assert.ok(state !== undefined);
    const events = journal.history(ticket.id, 'support', { limit: 10_000 });
    assert.equal(evolveAll<Ticket | null>(null, events), state);
    assert.equal(told.get(ticket.id), events);
    for (const audience of audiences) {
      assert.equal(viewHead(state, audience, ownNames), ticket.head(audience));
      assert.equal(viewRow(summarize(state), audience, ownNames), ticket.row(audience));
    }
    rows.push(audiences.map((audience) => ticket.row(audience)));
  }
  const stored = [...journal.active(), ...journal.settled({ limit: 100 })];
  assert.equal(
    stored
      .map((summary) => audiences.map((audience) => viewRow(summary, audience, ownNames)))
      .toSorted(byNumber),
    rows.toSorted(byNumber),
  );
  for (const account of players) {
    const mine = journal.settled({ participant: account, limit: 100 });
    const expected = model.tickets.filter((ticket) => {
      const { status, participants } = ticket.head('public');
      const isSettled = status === 'closed' || status === 'archived';
      return isSettled && participants.some((person) => person.account === account);
    });
    assert.equal(
      mine.map(({ number }) => number),
      expected.map(({ number }) => number).toSorted((a, b) => b - a),
    );
  }
}

const byNumber = (a: Row[], b: Row[]): number => a[0]!.number - b[0]!.number;

/** Everybody reads what the model lets them see, and nobody else anything. */
async function assertRead(desk: Desk, env: Env, model: DeskModel): Promise<void> {
  for (const ticket of model.tickets) {
    for (const account of [...players, ...staff]) {
      for (const audience of audiences) {
        const caller = callerOf(account);
        const page = await desk.history(caller, ticket.id, audience, { limit: 10_000 });
        const side = audience === 'public' ? 'player' : 'support';
        if (!ticket.sees(env, account, side)) {
          assert.equal(page, { ok: false, refusal: { code: 'ticket_unknown' } });
        } else {
          assert.equal(page, { ok: true, entries: ticket.entries(audience) });
        }
      }
      assert.is(desk.mayWatchQueue(callerOf(account)), hasQueue(env, account));
    }
  }
}

const count: Count = { done: 0, refused: 0, reused: 0 };

test('[D16] on the journal in memory, whatever is sent at once is answered, stored and shown as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const journal = openMemoryJournal();
      // Started again on the same journal, which has to stay open for it.
      await play(
        list,
        () => journal,
        () => Promise.resolve(),
        count,
      );
    }),
    { numRuns: 60 },
  );
  const { done, refused, reused } = count;
  assert.ok(done > 150 && refused > 300 && reused > 3, JSON.stringify(count));
});

test('[D16] so it is on LMDB, also after it was closed and opened again', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const folder = new TestFolder();
      try {
        await play(
          list,
          () => folder.open(),
          (journal) => journal.close(),
          count,
        );
      } finally {
        folder.remove();
      }
    }),
    { numRuns: 15 },
  );
});
