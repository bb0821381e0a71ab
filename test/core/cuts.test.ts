import fc from 'fast-check';
import { followRows, followTicket } from '../../clients/core/follow.ts';
import type { RequestOutcome } from '../../clients/core/requests.ts';
import type { RowsReplica } from '../../clients/core/replica-rows.ts';
import type { TicketReplica } from '../../clients/core/replica-ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { quiet } from './fake-clock.ts';
import { setting, type Setting } from './setting.ts';

const test = suite('cuts');

type Step =
  | { readonly do: 'say' | 'open' | 'cut' | 'die' | 'wake' | 'renew' | 'earlier' | 'drop_row' }
  | { readonly do: 'up' | 'down' | 'others_say' | 'touch_row' | 'pass'; readonly n: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'say' } as const) },
  { weight: 3, arbitrary: fc.constant({ do: 'open' } as const) },
  { weight: 3, arbitrary: fc.constant({ do: 'cut' } as const) },
  fc.constantFrom<Step>({ do: 'die' }, { do: 'renew' }, { do: 'earlier' }, { do: 'drop_row' }),
  { weight: 3, arbitrary: fc.constant({ do: 'wake' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('up' as const), n: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('down' as const), n: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('others_say' as const),
      n: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('touch_row' as const),
      n: fc.integer({ min: 0, max: 3 }),
    }),
  },
  fc.record({ do: fc.constant('pass' as const), n: fc.integer({ min: 1, max: 20_000 }) }),
);

/** Follows both with a connection that was never cut. */
async function fresh(of: Setting): Promise<{ ticket: TicketReplica; rows: RowsReplica }> {
  const other = setting({ socket: () => of.server.wire() });
  const held = follow(other);
  other.connection.start();
  await quiet();
  const wire = of.server.wires.at(-1)!;
  wire.open();
  for (let round = 0; round < 4; round++) {
    wire.deliverUp();
    wire.deliverDown();
    await quiet();
  }
  other.connection.close();
  return { ticket: held.ticket!, rows: held.rows! };
}

function follow({ connection }: Setting) {
  const held: { ticket?: TicketReplica; rows?: RowsReplica } = {};
  const following = followTicket(connection, 't1', 'public', (followed) => {
    if (followed.kind === 'here') held.ticket = followed.is;
  });
  const sort = { by: 'created', descending: false } as const;
  followRows(connection, { on: 'queue', filter: {}, sort, offset: 0, limit: 50 }, (followed) => {
    if (followed.kind === 'here') held.rows = followed.is;
  });
  return Object.assign(held, { earlier: () => void following.earlier() });
}

async function take(
  s: Setting,
  held: ReturnType<typeof follow>,
  step: Step,
  said: Said,
): Promise<void> {
  const wire = s.server.wires.at(-1);
  switch (step.do) {
    case 'say': {
      const id = `c${said.ids.length}`;
      const outcome = s.connection.command(
        { kind: 'post_message', body: id },
        { ticket: 't1', as: 'player' },
        id,
      );
      said.ids.push(id);
      said.outcomes.push(outcome);
      break;
    }
    case 'open':
      wire?.open();
      break;
    case 'cut':
      wire?.cut();
      break;
    case 'die':
      // Sends go nowhere, and no close is heard: only the silence tells.
      wire?.die();
      if (wire) wire.send = () => {};
      break;
    case 'wake':
      s.connection.wake();
      break;
    case 'renew':
      s.server.epoch += '+';
      wire?.cut();
      break;
    case 'earlier':
      if (held.ticket) held.earlier();
      break;
    case 'drop_row':
      s.server.drop('row-0');
      break;
    case 'up':
      wire?.deliverUp(step.n);
      break;
    case 'down':
      wire?.deliverDown(step.n);
      break;
    case 'others_say':
      for (let i = 0; i < step.n; i++) s.server.post('from others');
      break;
    case 'touch_row':
      s.server.touch(`row-${step.n}`, s.clock.now());
      break;
    case 'pass':
      await s.clock.pass(step.n);
      break;
  }
  await quiet();
}

interface Said {
  readonly ids: string[];
  readonly outcomes: Promise<RequestOutcome>[];
}

test(
  '[C60] after any cuts what is held is what a fresh watch gives, and every command was carried out once, in order',
  async () => {
    const did = { cuts: 0, commands: 0, resumed: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 60 }), async (steps) => {
        const s = setting();
        const held = follow(s);
        const said: Said = { ids: [], outcomes: [] };
        s.connection.start();
        await quiet();
        for (const one of steps) await take(s, held, one, said);
        // In the end the line is good again.
        for (let round = 0; round < 5 && s.connection.state.kind !== 'live'; round++) {
          s.server.wires.at(-1)?.cut();
          s.connection.wake();
          await s.flow();
        }
        await s.clock.pass(20_000);
        s.connection.wake();
        await s.flow();

        const outcomes = await Promise.all(said.outcomes);
        assert.ok(outcomes.every((outcome) => outcome.t === 'done'));
        assert.equal(s.server.carriedOut, said.ids);

        const expected = await fresh(s);
        assert.equal(held.rows, expected.rows);
        assert.equal(held.ticket?.head, expected.ticket.head);
        assert.equal(held.ticket?.epoch, expected.ticket.epoch);
        const entries = held.ticket?.entries ?? [];
        assert.equal(entries, s.server.entries.slice(-entries.length || Infinity));
        assert.ok(entries.length >= expected.ticket.entries.length);
        assert.is(held.ticket?.more, entries.length < s.server.entries.length);

        did.cuts += s.server.wires.length - 2;
        did.commands += said.ids.length;
        did.resumed += s.server.wires.flatMap((wire) => wire.messages()).filter(isResume).length;
      }),
      { numRuns: 200 },
    );
    assert.ok(did.cuts > 100 && did.commands > 100 && did.resumed > 50, JSON.stringify(did));
  },
  { limit_ms: 60_000 },
);

function isResume(message: { readonly t: string; readonly what?: unknown }): boolean {
  return message.t === 'watch' && JSON.stringify(message.what).includes('resume');
}
