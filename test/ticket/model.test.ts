import { withoutFiles } from '../support/no-files.ts';
import fc from 'fast-check';
import type { Context, Principal, TicketCommand } from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import { mayRead } from '../../actors/ticket/policy.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewEntry, viewHead, viewRow } from '../../actors/ticket/view.ts';
import { audiences } from '../../protocol/ticket.ts';
import { settings } from '../support/given.ts';
import { ask, freshEnv, open, players, shift, staff, type Shift } from '../support/random-asks.ts';
import { assert, suite } from '../support/suite.ts';
import { TicketModel } from '../support/ticket-model.ts';
import { openingRefusals } from '../support/ticket-model-refusals.ts';
import { categories, personIn, type Asked, type Env } from '../support/ticket-model-world.ts';

const test = suite('a ticket beside its model');

type Step = { readonly ask: Asked } | { readonly shift: Shift };

const steps = fc.record({
  first: open,
  rest: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: ask.map((one): Step => ({ ask: one })) },
      { weight: 1, arbitrary: shift.map((one): Step => ({ shift: one })) },
    ),
    { maxLength: 60, size: 'max' },
  ),
});

const ticketId = 'ticket-1';

function principalIn(env: Env, account: string): Principal {
  return { person: personIn(env, account), rights: new Set(env.rights.get(account)) };
}

function contextIn(env: Env, { account, as, surface }: Asked): Context {
  return {
    principal: principalIn(env, account),
    surface,
    at: env.now,
    ...(as === undefined ? {} : { as }),
    settings: { ...settings, autoArchive: env.autoArchive, categories },
    people: {
      principal: (one) => (env.rights.has(one) ? principalIn(env, one) : undefined),
      faction: (id) => env.factions.get(id),
    },
  };
}

function commandOf({ command, from }: Asked): TicketCommand {
  if (command.kind !== 'open') return withoutFiles(command);
  const { files: _, ...opening } = command;
  const { shard = null, location = null } = from ?? {};
  return {
    ...opening,
    id: ticketId,
    number: 1,
    shard,
    location,
    participants: command.participants ?? [],
  };
}

function assertSame(ticket: Ticket, model: TicketModel, env: Env): void {
  for (const audience of audiences) {
    assert.equal(viewHead(ticket, audience, ownNames), model.head(audience));
    assert.equal(viewRow(summarize(ticket), audience, ownNames), model.row(audience));
  }
  for (const account of [...players, ...staff]) {
    const who = principalIn(env, account);
    assert.is(mayRead(ticket, who, 'public'), model.sees(env, account, 'player'));
    assert.is(mayRead(ticket, who, 'support'), model.sees(env, account, 'support'));
  }
}

test('[T102] whatever is asked by whomever, a ticket answers, changes and shows what its model does', () => {
  const refused = new Map<string, number>();
  const happened = new Map<string, number>();
  const count = (of: Map<string, number>, what: string) => of.set(what, (of.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(steps, ({ first, rest }) => {
      const env = freshEnv();
      let ticket: Ticket | null = null;
      let model: TicketModel | undefined;
      const events: TicketEvent[] = [];
      for (const step of [{ ask: first }, ...rest]) {
        env.now += 1_000;
        if ('shift' in step) {
          step.shift(env);
          continue;
        }
        const decision = decide(ticket, commandOf(step.ask), contextIn(env, step.ask));
        let no: ReturnType<TicketModel['ask']>;
        if (model !== undefined) no = model.ask(env, step.ask);
        else if (step.ask.command.kind !== 'open') no = [{ code: 'ticket_unknown' }];
        else no = openingRefusals(env, step.ask);
        if (decision.ok) {
          assert.equal(no, [], `the model refuses ${JSON.stringify(step.ask)}`);
          ticket = evolveAll(ticket, decision.events);
          events.push(...decision.events);
          model ??= new TicketModel(env, step.ask, ticketId, 1);
        } else {
          const { refusal } = decision;
          const about = `${JSON.stringify(step.ask)}: ${refusal.code}, not ${JSON.stringify(no)}`;
          const isTrue = no.some(
            (one) => one.code === refusal.code && one.detail === refusal.detail,
          );
          assert.ok(isTrue, about);
          count(refused, refusal.code);
        }
        if (ticket !== null && model !== undefined) assertSame(ticket, model, env);
      }
      if (model === undefined) return;
      assert.equal(evolveAll<Ticket | null>(null, events), ticket);
      for (const audience of audiences) {
        const seen = events.flatMap((event) => viewEntry(event, audience, ownNames) ?? []);
        assert.equal(seen, model.entries(audience));
        if (audience === 'support') for (const { what } of seen) count(happened, what.kind);
      }
    }),
    { numRuns: 300 },
  );
  const often = (of: Map<string, number>) => [...of].filter(([, times]) => times > 3).length;
  // It did something: nearly every kind of entry, and most refusals that one ticket can give.
  assert.ok(often(happened) >= 9, JSON.stringify([...happened]));
  assert.ok(often(refused) >= 14, JSON.stringify([...refused]));
});
