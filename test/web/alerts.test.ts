import { Alerts, settle_ms } from '../../clients/web/alerts/alerts.ts';
import type { Row } from '../../protocol/ticket.ts';
import { FakeClock } from '../core/fake-clock.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('alerts');

function setUp() {
  const clock = new FakeClock();
  const told: string[][] = [];
  const seen = new Set<string>();
  const alerts = new Alerts({
    clock,
    isNew: ({ id }) => !seen.has(id),
    alert: (rows) => told.push(rows.map(({ id }) => id)),
  });
  const update = (all: Readonly<Record<string, number>>): void =>
    alerts.update(Object.entries(all).map(([id, at]) => ({ row: { id } as unknown as Row, at })));
  return { clock, told, seen, alerts, update };
}

test('[U320] what waited before the page came is no news; what comes after is told once', async () => {
  const { clock, told, update } = setUp();
  update({ a: 10 });
  await clock.pass(settle_ms);
  update({ b: 20, a: 10 });
  await clock.pass(settle_ms);
  update({ b: 20, a: 10 });
  await clock.pass(settle_ms);
  assert.equal(told, [['b']]);
});

test('[U321] a burst of alerts is told as one', async () => {
  const { clock, told, update } = setUp();
  update({});
  update({ a: 1 });
  await clock.pass(settle_ms / 2);
  update({ a: 1, b: 2 });
  await clock.pass(settle_ms / 2);
  assert.equal(told, [['a', 'b']]);
});

test('[U322] what was seen or answered in the meantime is not told', async () => {
  const { clock, told, seen, update } = setUp();
  update({});
  update({ a: 1, b: 2, c: 3 });
  seen.add('a');
  update({ a: 1, c: 3 });
  await clock.pass(settle_ms);
  assert.equal(told, [['c']]);
});

test('[U323] a ticket that was answered and waits again is told again', async () => {
  const { clock, told, update } = setUp();
  update({});
  for (const at of [1, 2]) {
    update({ a: at });
    await clock.pass(settle_ms);
    update({});
  }
  assert.equal(told, [['a'], ['a']]);
});
