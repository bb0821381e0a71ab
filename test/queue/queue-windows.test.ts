import fc from 'fast-check';
import { queueLimits } from '../../actors/queue/queue-limits.ts';
import { Queue, type QueueWindow } from '../../actors/queue/queue.ts';
import type { Window } from '../../actors/queue/live.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { ownNames, viewRow } from '../../actors/ticket/view.ts';
import { applyRows } from '../../protocol/rows.ts';
import { audiences, type Row } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { assignedTo, summary } from '../support/summaries.ts';
import { byTurns, ids, wanted, watch } from './watching.ts';

const test = suite('windows of the live queue');

test('[Q18] a watched window starts with the rows as they are, and nothing is told before a change', () => {
  const queue = new Queue([summary(1), summary(2), summary(3, { status: 'closed' })]);
  const window = watch(queue, wanted());
  assert.equal(ids(window), ['ticket-2', 'ticket-1']);
  assert.is(window.state().total, 2);
  assert.equal(queue.flush(...audiences), []);
});

test('[Q19] all changes since an audience was told last are told as one event a window', () => {
  const queue = new Queue([summary(1), summary(2)]);
  const window = watch(queue, wanted());
  queue.changed(summary(3));
  queue.changed(summary(1, { updated: 9_000 }));
  queue.changed(summary(1, { updated: 9_001 }));
  const told = queue.flush(...audiences);
  assert.is(told.length, 1);
  assert.is(told[0]?.window, window);
  assert.equal(ids(window), ['ticket-1', 'ticket-3', 'ticket-2']);
  assert.equal(queue.flush(...audiences), []);
});

test('[Q20] a ticket leaves the lists when it is closed, and comes back when it is reopened', () => {
  const queue = new Queue([summary(1)]);
  const window = watch(queue, wanted());
  queue.changed(summary(1, { status: 'closed' }));
  assert.equal(
    queue.flush(...audiences).map(({ change }) => [change.total, change.removed]),
    [[0, ['ticket-1']]],
  );
  queue.changed(summary(1, { updated: 9_000 }));
  queue.flush(...audiences);
  assert.equal(ids(window), ['ticket-1']);
});

test('[Q21] who watches the same shares one window; what is the same does not depend on the wording', () => {
  const queue = new Queue([summary(1)]);
  const window = watch(queue, wanted({ filter: { category: ['Bug', 'Question'] } }));
  const filter: QueueWindow['filter'] = {
    category: ['question', 'bug'],
    status: ['in_progress', 'open'],
  };
  assert.is(watch(queue, wanted({ filter, me: '22' })), window);
  assert.is.not(watch(queue, wanted({ filter, limit: 51 })), window);
  queue.changed(summary(1, { updated: 9_000 }));
  assert.is(queue.flush(...audiences).length, 2);
});

test('[Q22] assigned to me is a list of its own for each account', () => {
  const queue = new Queue([summary(1, assignedTo('21')), summary(2, assignedTo('22'))]);
  const mine = watch(queue, wanted({ filter: { assigned: 'me' }, me: '21' }));
  const theirs = watch(queue, wanted({ filter: { assigned: 'me' }, me: '22' }));
  assert.equal([ids(mine), ids(theirs)], [['ticket-1'], ['ticket-2']]);
  queue.changed(summary(1, assignedTo('22')));
  queue.flush(...audiences);
  assert.equal([ids(mine), ids(theirs)], [[], ['ticket-2', 'ticket-1']]);
});

test('[Q23] a window is told of as long as somebody watches it, and no longer', () => {
  const queue = new Queue([summary(1)]);
  const first = watch(queue, wanted());
  const second = watch(queue, wanted());
  queue.unwatch(first);
  queue.changed(summary(2));
  assert.is(queue.flush(...audiences).length, 1);
  queue.unwatch(second);
  queue.changed(summary(3));
  assert.equal(queue.flush(...audiences), []);
  assert.equal(ids(watch(queue, wanted())), ['ticket-3', 'ticket-2', 'ticket-1']);
});

test('[Q24] lists and windows are bounded, and what was let go makes room', () => {
  const queue = new Queue([]);
  const windows = Array.from({ length: queueLimits.lists_max }, (_, index) =>
    watch(queue, wanted({ filter: { category: [`c${index}`] }, me: byTurns(index) })),
  );
  const one = wanted({ filter: { category: ['one more'] } });
  assert.equal(queue.watch(one), { ok: false, refusal: { code: 'lists_full' } });
  queue.unwatch(windows[0]!);
  const last = watch(queue, one);
  const rest = queueLimits.windows_max - queueLimits.lists_max;
  for (let offset = 1; offset <= rest; offset += 1) {
    watch(queue, { ...one, offset, me: byTurns(offset) });
  }
  assert.not(queue.watch({ ...one, limit: 7, me: 'somebody new' }).ok);
  assert.is(watch(queue, one), last);
});

test('[Q58] whoever asks is told of a change at once, watchers when the turn ends', () => {
  const queue = new Queue([summary(1)]);
  const window = watch(queue, wanted());
  queue.changed(summary(2));
  queue.changed(summary(1, { status: 'closed' }));
  assert.equal(
    [...queue.active()].map(({ id }) => id),
    ['ticket-2'],
  );
  assert.equal([...queue.activeOf('11')].length, 1);
  assert.not(queue.isActive('ticket-1'));
  assert.equal(ids(window), ['ticket-1']);
  assert.is(queue.flush(...audiences).length, 1);
  assert.equal(ids(window), ['ticket-2']);
});

test('[Q58] that there is something to tell is told once, and not while nobody watches', () => {
  const queue = new Queue([]);
  let told = 0;
  queue.onChanged(() => (told += 1));
  queue.changed(summary(1));
  assert.is(told, 0);
  watch(queue, wanted());
  queue.changed(summary(2));
  queue.changed(summary(3));
  assert.is(told, 1);
  queue.flush(...audiences);
  queue.changed(summary(4));
  assert.is(told, 2);
});

test('[Q30] what a client makes of state and events is what a fresh watch gives, in every window', () => {
  const filters: QueueWindow['filter'][] = [
    {},
    { assigned: 'none' },
    { attention: 'needs_attention' },
  ];
  const sorts = (['created', 'updated', 'waiting'] as const).flatMap((by) => [
    { by, descending: true },
    { by, descending: false },
  ]);
  const edit = fc.record({
    number: fc.integer({ min: 1, max: 15 }),
    updated: fc.integer({ min: 0, max: 9 }),
    waitingSince: fc.option(fc.integer({ min: 0, max: 5 })),
    attention: fc.constantFrom('needs_attention' as const, 'none' as const),
    status: fc.constantFrom('open' as const, 'closed' as const),
    held: fc.boolean(),
  });
  const turns = fc.array(fc.array(edit, { maxLength: 4 }), { maxLength: 25, size: 'max' });
  let events = 0;
  fc.assert(
    fc.property(turns, fc.nat(3), fc.integer({ min: 1, max: 6 }), (all, offset, limit) => {
      const queue = new Queue([]);
      const asked = filters.flatMap((filter) =>
        sorts.map((sort) => wanted({ filter, sort, offset, limit })),
      );
      const replicas = new Map<Window, { total: number; rows: Row[] }>();
      for (const one of asked) {
        const window = watch(queue, one);
        replicas.set(window, window.state());
      }
      for (const edits of all) {
        for (const { number, held, ...over } of edits) {
          queue.changed(summary(number, held ? { ...over, ...assignedTo('21') } : over));
        }
        for (const { window, change } of queue.flush(...audiences)) {
          const { rows } = replicas.get(window)!;
          replicas.set(window, { total: change.total, rows: applyRows(rows, change) });
          events += 1;
        }
      }
      const fresh = new Queue(queue.active());
      [...replicas.values()].forEach((replica, index) => {
        assert.equal(replica, watch(fresh, asked[index]!).state());
      });
      const inOrder = [...queue.active()].toSorted((a, b) => a.number - b.number);
      const expected = inOrder
        .slice(offset, offset + limit)
        .map((one: Summary) => viewRow(one, 'support', ownNames));
      const byCreated = asked.findIndex((one) => one.sort.by === 'created' && !one.sort.descending);
      assert.equal([...replicas.values()][byCreated]?.rows, expected);
    }),
  );
  assert.ok(events > 100);
});
