import fc from 'fast-check';
import { OrderedList } from '../../actors/queue/list.ts';
import type { Priority } from '../../protocol/ticket.ts';
import { compareBy } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { assert, suite } from '../support/suite.ts';
import { summary } from '../support/summaries.ts';

const test = suite('the order of a list');

const numbers = (rows: readonly Summary[]) => rows.map((row) => row.number);

test('[Q7] ties go by number in the direction of the sort', () => {
  const rows = [2, 3, 1].map((number) => summary(number, { created: 5 }));
  assert.equal(numbers(rows.toSorted(compareBy({ by: 'created', descending: false }))), [1, 2, 3]);
  assert.equal(numbers(rows.toSorted(compareBy({ by: 'created', descending: true }))), [3, 2, 1]);
});

test('[Q53] the order of creation is that of the numbers, whatever the clock said', () => {
  const rows = [summary(2, { created: 1 }), summary(1, { created: 5 }), summary(3, { created: 3 })];
  const sorted = (descending: boolean) =>
    numbers(rows.toSorted(compareBy({ by: 'created', descending })));
  assert.equal(
    [sorted(false), sorted(true)],
    [
      [1, 2, 3],
      [3, 2, 1],
    ],
  );
});

test('[Q8] where nobody waits comes after everybody who does, in either direction', () => {
  const [silent, two, three] = [
    summary(1, { waitingSince: null }),
    summary(2),
    summary(3),
  ] as const;
  for (const rows of [
    [silent, two, three],
    [two, three, silent],
    [three, silent, two],
  ]) {
    const sorted = (descending: boolean) =>
      numbers(rows.toSorted(compareBy({ by: 'waiting', descending })));
    assert.equal(sorted(false), [2, 3, 1]);
    assert.equal(sorted(true), [3, 2, 1]);
  }
});

test('[Q9] a window past the end is empty, and one over the end is cut', () => {
  const list = new OrderedList(
    [1, 2, 3].map((n) => summary(n)),
    () => true,
    byUpdated,
  );
  assert.equal(numbers(list.window(1, 200)), [2, 1]);
  assert.equal(list.window(3, 200), []);
  assert.equal(list.window(10, 200), []);
});

test('[Q10] after any changes a list is what one built afresh would be, in every window', () => {
  let moved = 0;
  const edit = fc.record({
    number: fc.integer({ min: 1, max: 60 }),
    updated: fc.integer({ min: 0, max: 20 }),
    attention: fc.constantFrom('needs_attention' as const, 'none' as const),
    here: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 200, size: 'max' }), (edits) => {
      const matches = (one: Summary) => one.attention === 'none';
      const held = new Map<number, Summary>();
      const list = new OrderedList([], matches, byUpdated);
      for (const { number, here, ...over } of edits) {
        const before = held.get(number) ?? null;
        const after = here ? summary(number, over) : null;
        if (after === null) held.delete(number);
        else held.set(number, after);
        const concerns = list.apply(before, after);
        const expected = [before, after].some((one) => one !== null && matches(one));
        assert.is(concerns, expected);
        moved += Number(concerns);
      }
      sameAsFresh(list, [...held.values()].filter(matches));
    }),
  );
  assert.ok(moved > 100);
});

test('[Q11] the same holds for lists of thousands, growing and shrinking', () => {
  const list = new OrderedList([], () => true, byUpdated);
  let held: Summary[] = [];
  for (let number = 1; number <= 3_000; number += 1) {
    const one = summary(number, { updated: (number * 7_919) % 3_001 });
    list.apply(null, one);
    held.push(one);
  }
  sameAsFresh(list, held);
  held = held.map((before, index) => {
    const after = index % 3 === 0 ? summary(before.number, { updated: 9_000 + index }) : before;
    if (after !== before) list.apply(before, after);
    return after;
  });
  sameAsFresh(list, held);
  for (const one of held.splice(100)) list.apply(one, null);
  sameAsFresh(list, held);
  for (const one of held.splice(0)) list.apply(one, null);
  sameAsFresh(list, held);
});

// [A103] Taking a name or a row away that is not there takes no other away, after whatever changes.
test('[A103] a row that is not in a list takes no other away, and stands in the place of none', () => {
  const rows = [1, 3].map((number) => summary(number, { updated: number }));
  const list = new OrderedList(rows, () => true, byUpdated);
  for (const number of [0, 2, 4]) {
    const strange = summary(number, { updated: number });
    list.apply(strange, null);
    list.apply(strange, strange);
    sameAsFresh(list, rows);
  }
});

test('[Q64] by priority the most urgent come first, and of one priority those that wait longest', () => {
  const urgency = (priority: Priority, waitingSince: number | null) => ({
    triage: { priority },
    waitingSince,
  });
  const rows = [
    summary(1, urgency('low', 10)),
    summary(2, urgency('high', 30)),
    summary(3, urgency('high', 20)),
    summary(4, urgency('high', null)),
    summary(5, urgency('normal', 5)),
    summary(6, urgency('normal', 5)),
  ];
  const sorted = (descending: boolean) =>
    numbers(rows.toSorted(compareBy({ by: 'priority', descending })));
  assert.equal(sorted(true), [3, 2, 4, 5, 6, 1]);
  assert.equal(sorted(false), [1, 5, 6, 3, 2, 4]);
});

const byUpdated = compareBy({ by: 'updated', descending: true });

function sameAsFresh(list: OrderedList<Summary>, rows: readonly Summary[]): void {
  const sorted = rows.toSorted(byUpdated);
  assert.is(list.total, sorted.length);
  for (const [offset, limit] of [
    [0, 10_000],
    [0, 1],
    [7, 13],
    [513, 600],
  ] as const) {
    assert.equal(
      numbers(list.window(offset, limit)),
      numbers(sorted.slice(offset, offset + limit)),
    );
  }
}
