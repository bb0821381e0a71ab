import fc from 'fast-check';
import { compareBy, latestPublicFirst } from '../../actors/queue/sort.ts';
import { difference, viewSection, type Section } from '../../actors/queue/window.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { limits } from '../../protocol/limits.ts';
import { serverMessages } from '../../protocol/messages.ts';
import { applyRows } from '../../protocol/rows.ts';
import * as v from 'valibot';
import { assert, suite } from '../support/suite.ts';
import { summary } from '../support/summaries.ts';

const test = suite('the difference of a window');

const look = {
  compare: compareBy({ by: 'updated', descending: true }),
  audience: 'support',
} as const;
const section = (...summaries: Summary[]): Section => ({ total: summaries.length, summaries });
const [three, two, one] = [summary(3), summary(2), summary(1)] as const;

test('[Q12] a row that moves up is taken out and put in its new place', () => {
  const moved = summary(1, { updated: 9_000 });
  const change = difference(section(three, two, one), section(moved, three, two), look);
  assert.equal(change?.removed, ['ticket-1']);
  assert.equal(
    change?.put.map(({ at, row }) => [at, row.id]),
    [[0, 'ticket-1']],
  );
});

test('[Q13] a row that reads differently in its place is taken out and put back there', () => {
  const closer = summary(2, { attention: 'none' });
  const change = difference(section(three, two, one), section(three, closer, one), look);
  assert.equal(change?.removed, ['ticket-2']);
  assert.equal(
    change?.put.map(({ at, row }) => [at, row.attention]),
    [[1, 'none']],
  );
});

test('[Q14] a change outside the window tells the new total alone', () => {
  const change = difference(section(three, two), { total: 3, summaries: [three, two] }, look);
  assert.equal(change, { on: 'rows', total: 3, removed: [], put: [] });
});

test('[Q15] no difference is no event, and neither is one that this audience cannot see', () => {
  assert.is(difference(section(three, two), section(three, two), look), null);
  const noted = summary(2, { updated: 9_000 });
  const mine = { compare: latestPublicFirst, audience: 'public' } as const;
  assert.is(difference(section(three, two), section(three, noted), mine), null);
  assert.is(difference(section(three, two), section(summary(3), summary(2)), look), null);
});

test('[Q16] applying the difference to the old window gives the new one exactly', () => {
  const size = 20;
  const part = fc
    .uniqueArray(
      fc.record({
        number: fc.integer({ min: 1, max: 30 }),
        updated: fc.integer({ min: 0, max: 10 }),
        publicUpdated: fc.integer({ min: 0, max: 3 }),
        waitingSince: fc.option(fc.integer({ min: 0, max: 5 })),
        subject: fc.constantFrom('One', 'Other'),
      }),
      { selector: (row) => row.number, maxLength: 30 },
    )
    .map((rows) => rows.map(({ number, ...over }) => summary(number, over)));
  const order = fc.constantFrom(
    look,
    { compare: compareBy({ by: 'waiting', descending: false }), audience: 'support' } as const,
    { compare: latestPublicFirst, audience: 'public' } as const,
  );
  let told = 0;
  fc.assert(
    fc.property(part, part, order, fc.nat(5), (before, after, how, offset) => {
      const cut = (rows: Summary[]): Section => ({
        total: rows.length,
        summaries: rows.toSorted(how.compare).slice(offset, offset + size),
      });
      const old = viewSection(cut(before), how);
      const now = viewSection(cut(after), how);
      const change = difference(cut(before), cut(after), how);
      if (change === null) {
        assert.equal(old, now);
        return;
      }
      told += 1;
      assert.equal({ total: change.total, rows: applyRows(old.rows, change) }, now);
      assert.ok(change.removed.length <= size && change.put.length <= size);
      const kept = old.rows.filter((row) => now.rows.some((other) => deepSame(row, other)));
      for (const row of kept)
        assert.not(change.removed.includes(row.id), 'an unchanged row was sent');
    }),
  );
  assert.ok(told > 50);
});

test('[Q17] a difference fits its definition on the wire, however much changed', () => {
  const rows = (from: number) =>
    Array.from({ length: limits.window_rows_max }, (_, index) =>
      summary(from + index),
    ).toReversed();
  const change = difference(section(...rows(1)), section(...rows(1_000)), look);
  v.parse(serverMessages.event.fields.is, change);
  assert.is(change?.removed.length, limits.window_rows_max);
  assert.is(change?.put.length, limits.window_rows_max);
});

function deepSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
