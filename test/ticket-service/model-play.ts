import fc from 'fast-check';
import type { Answer, Request } from '../../actors/ticket/service.ts';
import type { ActorTicketService } from '../../server/tickets/service.ts';
import {
  TicketServiceModel,
  sent,
  type Answered,
  type Expected,
  type Sent,
} from '../support/ticket-service-model.ts';
import { ask, freshEnv, open, shift, type Shift } from '../support/random-asks.ts';
import { storedIn } from '../support/stored-in.ts';
import { assert } from '../support/suite.ts';
import { hasQueue, type Env } from '../support/ticket-model.ts';
import { assertRead, assertSame, callerOf } from './model-checks.ts';
import { Half, type Place } from './model-half.ts';

type Step =
  /** All of them at once. */
  | { readonly kind: 'send'; readonly all: readonly Sent[] }
  | { readonly kind: 'shift'; readonly shift: Shift }
  /** One of the servers stops and starts on the same storage. */
  | { readonly kind: 'restart'; readonly half: number };

export const steps: fc.Arbitrary<Step[]> = fc
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

interface Count {
  done: number;
  refused: number;
  reused: number;
}

export async function play(
  list: readonly Step[],
  places: readonly Place[],
  count: Count,
): Promise<void> {
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

export const fresh = (): Count => ({ done: 0, refused: 0, reused: 0 });

export function assertBusy(count: Count): void {
  const { done, refused, reused } = count;
  assert.ok(done > 150 && refused > 300 && reused > 3, JSON.stringify(count));
}
