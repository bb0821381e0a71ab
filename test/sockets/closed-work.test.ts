import { matcherOf } from '../../actors/queue/filter.ts';
import { queueLimits } from '../../actors/queue/queue-limits.ts';
import { compareClosed } from '../../actors/queue/sort.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { ClosedFound } from '../../server/sockets/watches/closed-found.ts';
import { planOf } from '../../server/sockets/watches/closed-plan.ts';
import { searchClosed } from '../../server/sockets/watches/closed-search.ts';
import { numbersAt } from '../../server/sockets/watches/closed-rows.ts';
import type { QueueFilter, QueueSort } from '../../protocol/queue.ts';
import { CountedTickets } from '../support/counted-tickets.ts';
import { summary } from '../support/summaries.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage } from './stage.ts';

const test = suite('what lists of closed tickets cost');

const all: QueueFilter = { status: ['closed', 'archived'] };
const newest: QueueSort = { by: 'created', descending: true };

/** Closed tickets with these numbers; one in ten is of a horse, every one asks for help. */
function closedTickets(count: number): Summary[] {
  return Array.from({ length: count }, (_, i) =>
    summary(i + 1, {
      status: 'closed',
      attention: 'none',
      subject: i % 10 === 0 ? `help my horse ${i}` : `help me ${i}`,
      category: i % 2 === 0 ? 'Bug' : 'Question',
      // Changed in another order than their numbers.
      updated: 1_000 + ((i * 7_919) % count),
    }),
  );
}

function search(tickets: CountedTickets, filter: QueueFilter, sort: QueueSort) {
  const plan = planOf(filter, '1', (list) => tickets.closedCount(list));
  assert.is(plan.kind, 'search');
  if (plan.kind !== 'search') throw new Error('no search');
  const matches = matcherOf(filter, '1');
  const steps = searchClosed(tickets, plan, matches, sort);
  for (let count = 1; ; count++) {
    const before = tickets.cost;
    const step = steps.next();
    // In keys; a whole ticket takes as long as twenty.
    assert.ok(tickets.cost - before <= 1_000, `a step cost ${tickets.cost - before}`);
    if (step.done === true) return { ...step.value, matches };
    assert.ok(count < 1_000);
  }
}

test('[Q46] a window of a closed list is read where it is, however far down: its own rows and no other', () => {
  const tickets = new CountedTickets(closedTickets(3_000));
  for (const descending of [true, false]) {
    const sort: QueueSort = { by: 'created', descending };
    for (const offset of [0, 1_499, 2_500, 2_998, 3_000, 9_999_999]) {
      tickets.reset();
      const from = (i: number): number => (descending ? 3_000 - i : i + 1);
      const rows = Math.max(0, Math.min(3, 3_000 - offset));
      const wanted = Array.from({ length: rows }, (_, i) => from(offset + i));
      assert.equal(numbersAt(tickets, {}, sort, offset, 3), wanted);
      assert.is(tickets.keys, rows);
    }
  }
});

test('[Q47] a change of a watched window reads the rows that were not there, and no other', async () => {
  const stage = new Stage();
  const opened: string[] = [];
  for (let i = 0; i < 80; i++) {
    opened.push(await stage.open(player));
    if (i < 79) await stage.do(player, { kind: 'close' }, opened[i]);
  }
  const client = stage.signIn(helper);
  for (let w = 0; w < 8; w++) {
    const what = { on: 'queue', filter: all, sort: newest, offset: w, limit: 50 };
    client.send({ t: 'watch', w, what });
  }
  for (let turn = 0; turn < 20; turn++) await stage.settle();
  assert.is(client.all('state').length, 8);
  let rows = 0;
  let keys = 0;
  const { closedTickets: tickets } = stage.ticketService;
  const [readRows, readPlaces] = [
    tickets.closedOf.bind(tickets),
    tickets.closedPlaces.bind(tickets),
  ];
  tickets.closedOf = (numbers) => {
    rows += numbers.length;
    return readRows(numbers);
  };
  tickets.closedPlaces = (list, range) => {
    keys += range.limit;
    return readPlaces(list, range);
  };
  await stage.do(player, { kind: 'close' }, opened[79]);
  for (let turn = 0; turn < 20; turn++) await stage.settle();
  assert.is(client.all('event').length, 8);
  // The window at the top has the new row from the event itself.
  assert.ok(rows <= 7, `${rows} rows were read`);
  assert.is(keys, 8 * 50);

  // After the last row of a full window: only the total changes, and nothing is read.
  [rows, keys] = [0, 0];
  await stage.do(player, { kind: 'reopen' }, opened[0]);
  for (let turn = 0; turn < 20; turn++) await stage.settle();
  assert.is(client.all('event').length, 16);
  assert.equal([rows, keys], [0, 0]);
});

// [Q48] A search through closed tickets reads keys; whole tickets only where they are few.
test('[Q48] a word that is in all of them is found by keys alone, in steps', () => {
  const tickets = new CountedTickets(closedTickets(4_000));
  const sorts: QueueSort[] = [newest, { by: 'updated', descending: true }];
  for (const sort of sorts) {
    for (const filter of [
      { ...all, words: 'help' },
      { ...all, words: 'he' },
      { ...all, words: 'help', category: ['Bug'] },
      { ...all, category: ['Bug'], shard: 'north' },
    ]) {
      tickets.reset();
      const { places, more, matches } = search(tickets, filter, sort);
      const expected = tickets.all.filter(matches).toSorted(compareClosed(sort));
      assert.equal(
        places.map(({ number }) => number),
        expected.map(({ number }) => number),
      );
      assert.not(more);
      assert.is(tickets.rows, 0, JSON.stringify(filter));
      assert.ok(tickets.keys < 20_000, `${tickets.keys} keys`);
    }
  }
});

test('[Q48] where few are left they are looked at themselves', () => {
  const tickets = new CountedTickets(closedTickets(4_000));
  const filter = { ...all, words: 'help horse', category: ['Question', 'bug'] };
  const { places, matches } = search(tickets, filter, newest);
  assert.is(places.length, tickets.all.filter(matches).length);
  assert.ok(tickets.rows <= 500 && tickets.keys < 1_000, `${tickets.rows} and ${tickets.keys}`);
});

test('[Q49] of a search the first 10,000 are told and counted, in its order, and that there are more', () => {
  const { closed_found_max } = queueLimits;
  const tickets = new CountedTickets(closedTickets(closed_found_max + 500));
  const filter = { ...all, words: 'help' };
  for (const sort of [newest, { by: 'updated', descending: false }] as const) {
    const { places, more, matches } = search(tickets, filter, sort);
    const expected = tickets.all.filter(matches).toSorted(compareClosed(sort));
    assert.ok(more);
    assert.equal(
      places.map(({ number }) => number),
      expected.slice(0, closed_found_max).map(({ number }) => number),
    );
    const found = new ClosedFound(matches, compareClosed(sort));
    found.begin({ places, more });
    assert.equal([found.total, found.more], [closed_found_max, true]);
    // One more at the front puts the last one out; one that comes after it is not in the list.
    const first = summary(99_999, { ...expected[0], number: 99_999, updated: 1 });
    assert.ok(found.changed(first));
    assert.equal([found.total, found.window(0, 1)], [closed_found_max, [99_999]]);
    assert.equal(found.window(closed_found_max - 1, 2), [expected[closed_found_max - 2]!.number]);
    found.changed(expected.at(-1)!);
    assert.equal(found.window(closed_found_max - 1, 2), [expected[closed_found_max - 2]!.number]);
    found.changed({ ...first, status: 'open' });
    assert.equal([found.total, found.more], [closed_found_max - 1, true]);
  }
});
