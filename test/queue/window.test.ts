import * as v from 'valibot';
import fc from 'fast-check';
import { compareBy, latestPublicFirst } from '../../actors/queue/sort.ts';
import { difference, viewSection, type Section } from '../../actors/queue/window.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { limits } from '../../protocol/limits.ts';
import { serverMessages } from '../../protocol/messages.ts';
import { applyRows } from '../../protocol/rows.ts';
import { same } from '../../protocol/same.ts';
import { assert, suite } from '../support/suite.ts';
import { summary } from '../support/summaries.ts';
import { ownNames } from '../../actors/ticket/view.ts';

const test = suite('the difference of a window');

const look = {
  compare: compareBy({ by: 'updated', descending: true }),
  audience: 'support',
  staffName: ownNames,
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
  const mine = { ...look, compare: latestPublicFirst, audience: 'public' } as const;
  assert.is(difference(section(three, two), section(three, noted), mine), null);
  assert.is(difference(section(three, two), section(summary(3), summary(2)), look), null);
});

test('[Q16] applying the difference to the old window gives the new one exactly', () => {
  const size = 20;
  const number = fc.integer({ min: 1, max: 40 });
  const fields = fc.record({
    updated: fc.integer({ min: 0, max: 10 }),
    publicUpdated: fc.integer({ min: 0, max: 3 }),
    waitingSince: fc.option(fc.integer({ min: 0, max: 5 })),
    subject: fc.constantFrom('One', 'Other'),
  });
  const edits = (count_max: number) =>
    fc.array(fc.record({ number, to: fc.option(fields) }), { maxLength: count_max, size: 'max' });
  const order = fc.constantFrom(
    look,
    { ...look, compare: compareBy({ by: 'waiting', descending: false }) },
    { ...look, compare: latestPublicFirst, audience: 'public' } as const,
  );
  let told = 0;
  let kept = 0;
  fc.assert(
    fc.property(edits(80), edits(6), order, fc.nat(5), (first, then, how, offset) => {
      const held = new Map<number, Summary>();
      const cut = (some: typeof first): Section => {
        for (const { number: which, to } of some) {
          if (to === null) held.delete(which);
          else held.set(which, summary(which, to));
        }
        const rows = [...held.values()].toSorted(how.compare);
        return { total: rows.length, summaries: rows.slice(offset, offset + size) };
      };
      const before = cut(first);
      const after = cut(then);
      const old = viewSection(before, how);
      const now = viewSection(after, how);
      const change = difference(before, after, how);
      if (change === null) {
        assert.equal(old, now);
        return;
      }
      told += 1;
      assert.equal({ total: change.total, rows: applyRows(old.rows, change) }, now);
      for (const row of old.rows) {
        if (!now.rows.some((other) => same(row, other))) continue;
        kept += 1;
        assert.not(change.removed.includes(row.id), 'an unchanged row was sent again');
      }
    }),
  );
  assert.ok(told > 50 && kept > 200, `${told} told, ${kept} rows kept`);
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
