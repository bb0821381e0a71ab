import fc from 'fast-check';
import type { RowsReplica } from '../../clients/core/replica-rows.ts';
import {
  firstArrived,
  hold,
  shiftOf,
  showAll,
  waiting,
} from '../../clients/web/queue/shown-rows.ts';
import { ownNames, viewRow } from '../../actors/ticket/view.ts';
import { summary } from '../support/summaries.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('shown rows');

const row = (number: number, subject = `Subject ${number}`) =>
  viewRow(summary(number, { subject }), 'support', ownNames);

/** The window of a list that has the tickets of these numbers in this order. */
function windowOf(list: readonly number[], offset = 0, limit = 150): RowsReplica {
  const rows = list.slice(offset, offset + limit).map((number) => row(number));
  return { offset, total: list.length, more: false, rows };
}

const numbers = ({ rows }: RowsReplica) => rows.map(({ number }) => number);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** A list before and after some came, some went and some moved, and a window of it. */
const changed = fc
  .record({
    before: fc.uniqueArray(fc.nat(60), { maxLength: 40 }),
    after: fc.uniqueArray(fc.nat(60), { maxLength: 40 }),
    offset: fc.nat(20),
    limit: fc.integer({ min: 1, max: 15 }),
  })
  .map(({ before, after, offset, limit }) => ({
    before: windowOf(before, offset, limit),
    after: windowOf(after, offset, limit),
  }));

// [U204] While it is read a list keeps every row in its place, with what is known of it now; what
// comes after all of them is shown at once.
test('[U204] while it is read a list keeps every row in its place, with what is known of it now', () => {
  fc.assert(
    fc.property(changed, ({ before, after }) => {
      const held = hold(showAll(before), after);
      assert.equal(numbers(held).slice(0, before.rows.length), numbers(before));
      assert.is(held.offset, before.offset);
      // All is shown, or nothing more.
      const isAll = numbers(held).join() === numbers(after).join();
      if (!isAll) assert.equal([numbers(held), held.total], [numbers(before), before.total]);
      for (const one of held.left) assert.not(after.rows.some(({ id }) => id === one));
    }),
  );
  const held = hold(showAll(windowOf([1, 2])), {
    offset: 0,
    total: 1,
    more: false,
    rows: [row(2, 'Renamed')],
  });
  assert.equal(
    held.rows.map(({ subject }) => subject),
    ['Subject 1', 'Renamed'],
  );
  assert.equal([...held.left], ['ticket-1']);
});

test('[U204] what comes after all rows moves none of them, and is shown at once', () => {
  const [before, after] = [windowOf([1, 2]), windowOf([1, 2, 3])];
  const held = hold(showAll(before), after);
  assert.equal(numbers(held), [1, 2, 3]);
  assert.equal(waiting(held, after), { arrived: 0, isOther: false });
  assert.equal(numbers(hold(showAll(before), windowOf([1, 3, 2]))), [1, 2]);
});

test('[U204] what waits is counted: those that came, and whether others went or moved', () => {
  const count = (before: RowsReplica, after: RowsReplica) => {
    const { arrived, isOther } = waiting(hold(showAll(before), after), after);
    return [arrived, isOther];
  };
  assert.equal(count(windowOf([1, 2]), windowOf([1, 2])), [0, false]);
  assert.equal(count(windowOf([1, 2]), windowOf([3, 1, 4, 2, 5])), [3, false]);
  assert.equal(count(windowOf([1, 2]), windowOf([2, 1])), [0, true]);
  assert.equal(count(windowOf([1, 2, 3]), windowOf([1, 3])), [0, true]);
  assert.equal(count(windowOf([1, 2]), windowOf([3])), [1, true]);
});

test('[U204] rows pushed over the edge of the window have neither gone nor come', () => {
  const list = upTo(300);
  const before = windowOf(list, 0, 100);
  const pushed = windowOf([901, 902, 903, ...list], 0, 100);
  const held = hold(showAll(before), pushed);
  assert.equal([...held.left], []);
  assert.equal(waiting(held, pushed), { arrived: 3, isOther: false });
  const pulled = windowOf(list.slice(2), 0, 100);
  const other = hold(showAll(before), pulled);
  assert.equal([...other.left], ['ticket-1', 'ticket-2']);
  assert.equal(waiting(other, pulled), { arrived: 0, isOther: true });
  const middle = windowOf([901, ...list], 100, 100);
  const inside = hold(showAll(windowOf(list, 100, 100)), middle);
  assert.equal([...inside.left], []);
  assert.equal(waiting(inside, middle), { arrived: 1, isOther: false });
});

test('[U202] what moved a row is told by its own place, or the nearest that is still there', () => {
  fc.assert(
    fc.property(changed, fc.nat(40), ({ before, after }, at) => {
      const read = before.rows[at - before.offset];
      const place = after.rows.findIndex(({ id }) => id === read?.id);
      if (place !== -1) assert.is(shiftOf(before, after, at), after.offset + place - at);
    }),
  );
  assert.is(shiftOf(windowOf([1, 2, 3, 4]), windowOf([8, 9, 1, 2, 4]), 2), 1);
  assert.is(shiftOf(windowOf([1, 2]), windowOf([3, 4]), 0), 0);
  assert.is(shiftOf(windowOf(upTo(300), 0, 100), windowOf([0, ...upTo(300)], 75, 100), 80), 1);
});

test('[U201] the first that came is found, to be looked at', () => {
  assert.is(firstArrived(showAll(windowOf([1, 2])), windowOf([1, 3, 2, 4])), 1);
  assert.is(firstArrived(showAll(windowOf([1, 2])), windowOf([2, 1])), undefined);
  assert.is(firstArrived(showAll(windowOf(upTo(9), 5)), windowOf([...upTo(9), 10], 5)), 9);
});
