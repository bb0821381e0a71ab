import fc from 'fast-check';
import { queueLimits } from '../../actors/queue/queue-limits.ts';
import { Queue, type QueueWindow } from '../../actors/queue/queue.ts';
import type { Window } from '../../actors/queue/live.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewRow } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import { applyRows } from '../../protocol/rows.ts';
import { audiences, type Row } from '../../protocol/ticket.ts';
import { player } from '../support/given.ts';
import { asks, carryOut } from '../support/random-ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { assignedTo, summary } from '../support/summaries.ts';

const test = suite('the live queue');

const wanted = (over: Partial<QueueWindow> = {}): QueueWindow => ({
  on: 'queue',
  filter: {},
  sort: { by: 'updated', descending: true },
  offset: 0,
  limit: 50,
  me: '21',
  ...over,
});

const mineOf = (account: string, offset = 0, limit: number = limits.window_rows_max) =>
  ({ on: 'mine', account, offset, limit }) as const;

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

test('[Q59] a list that begins at any moment of a turn gets every change once', () => {
  const edit = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    updated: fc.integer({ min: 0, max: 9 }),
    status: fc.constantFrom('open' as const, 'closed' as const),
    participants: fc.constantFrom(['11'], ['12'], []),
  });
  const step = fc.oneof(
    { weight: 6, arbitrary: edit },
    { weight: 2, arbitrary: fc.constantFrom('queue' as const, 'mine' as const) },
    { weight: 1, arbitrary: fc.constantFrom('flush' as const, 'renew' as const) },
  );
  let began = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      const queue = new Queue([summary(1)]);
      const replicas = new Map<Window, { total: number; rows: Row[] }>();
      const flush = () => {
        for (const { window, change } of queue.flush(...audiences)) {
          const { rows } = replicas.get(window)!;
          replicas.set(window, { total: change.total, rows: applyRows(rows, change) });
        }
      };
      const disk = new Map([['ticket-1', summary(1)]]);
      const asked = new Map<Window, Parameters<Queue['watch']>[0]>();
      for (const one of steps) {
        if (one === 'flush') flush();
        else if (one === 'renew') {
          // Something was missed, and the disk has it.
          disk.set('ticket-4', summary(4, { updated: 50 }));
          queue.renew(disk.values());
        } else if (typeof one === 'string') {
          const what = one === 'queue' ? wanted({ limit: 3, offset: replicas.size }) : mineOf('11');
          const window = watch(queue, what);
          asked.set(window, what);
          if (!replicas.has(window)) replicas.set(window, window.state());
          began += 1;
        } else {
          const { number, ...over } = one;
          const after = summary(number, over);
          disk.set(after.id, after);
          queue.changed(after);
        }
      }
      flush();
      const fresh = new Queue(disk.values());
      for (const [window, replica] of replicas) {
        assert.equal(replica, watch(fresh, asked.get(window)!).state());
      }
      assert.equal(new Set(queue.active()), new Set(fresh.active()));
    }),
  );
  assert.ok(began > 50);
});

test('[Q60] lists that were forgotten make room, and what is watched anew is what there is', () => {
  const queue = new Queue([summary(1)]);
  const before = watch(queue, wanted());
  const mine = watch(queue, mineOf('11'));
  queue.changed(summary(2));
  queue.forgetLists();
  assert.equal(queue.flush(...audiences), []);
  const after = watch(queue, wanted());
  assert.equal(ids(after), ['ticket-2', 'ticket-1']);
  const own = watch(queue, mineOf('11'));
  // Whoever watched the old ones lets go of them later.
  queue.unwatch(before);
  queue.unwatch(mine);
  queue.changed(summary(3));
  assert.equal(
    queue.flush('support', 'public').map(({ window }) => window),
    [after, own],
  );
});

/** So many accounts that none has begun as much as it may. */
const byTurns = (index: number): string => `a${index % 20}`;

test('[Q54] one account begins a part of the live lists and windows of active tickets, of its own ones too; the rest is there for others, and what others have begun it watches with them', () => {
  const queue = new Queue([summary(1)]);
  const list = (index: number, me: string) => wanted({ filter: { category: [`c${index}`] }, me });
  const refused = { ok: false, refusal: { code: 'lists_full' } };
  const { account_lists_max, account_windows_max, account_mine_max } = queueLimits;
  const own = Array.from({ length: account_lists_max }, (_, i) => watch(queue, list(i, '1')));
  const more = list(account_lists_max, '1');
  assert.equal(queue.watch(more), refused);
  // Others may begin it, and then whoever was refused watches it with them.
  const others = watch(queue, list(account_lists_max, '2'));
  assert.is(watch(queue, more), others);
  // It counts for who began it for as long as anybody watches it.
  watch(queue, list(0, '2'));
  queue.unwatch(own[0]!);
  const next = list(account_lists_max + 1, '1');
  assert.equal(queue.watch(next), refused);
  queue.unwatch(own[1]!);
  queue.unwatch(watch(queue, next));
  watch(queue, next);

  for (let offset = 1; offset <= account_windows_max - account_lists_max; offset += 1) {
    watch(queue, { ...next, offset });
  }
  assert.equal(queue.watch({ ...next, offset: 999 }), refused);
  queue.unwatch(watch(queue, { ...next, offset: 999, me: '2' }));
  // A list that is refused for want of a window takes no place among the lists.
  queue.unwatch(own[2]!);
  queue.unwatch(own[3]!);
  const last = watch(queue, { ...next, offset: 999 });
  watch(queue, { ...next, offset: 998 });
  for (let tries = 0; tries < 5; tries += 1) assert.equal(queue.watch(list(900, '1')), refused);
  queue.unwatch(last);
  watch(queue, list(900, '1'));

  for (let offset = 0; offset < account_mine_max; offset += 1) watch(queue, mineOf('1', offset));
  assert.equal(queue.watch(mineOf('1', 999)), refused);
  assert.ok(queue.watch(mineOf('2', 999)).ok);
  // What is forgotten is held by nobody.
  queue.forgetLists();
  for (let i = 0; i < account_lists_max; i += 1) watch(queue, list(i, '1'));
  watch(queue, mineOf('1'));
});

test('[Q55] the words of an active ticket are worked out once, however many lists look for words', () => {
  let reads = 0;
  const tickets = Array.from({ length: 100 }, (_, i) => ({
    ...summary(i + 1),
    get subject(): string {
      reads += 1;
      return `Größe ${i}`;
    },
  }));
  const queue = new Queue(tickets);
  assert.is(reads, tickets.length);
  for (const words of ['grosse', 'gro', 'größe 7']) {
    assert.ok(watch(queue, wanted({ filter: { words }, limit: 1 })).state().total > 0);
  }
  // Of the rows that are shown.
  assert.ok(reads < tickets.length + 10, `${reads} subjects were read`);
});

test("[Q25] an account's own list holds its active tickets, the latest public change first", () => {
  const queue = new Queue([
    summary(1, { publicUpdated: 30 }),
    summary(2, { publicUpdated: 20, updated: 9_999 }),
    summary(3, { participants: ['12'] }),
  ]);
  const mine = watch(queue, mineOf('11'));
  assert.equal(ids(mine), ['ticket-1', 'ticket-2']);
  queue.changed(summary(3, { participants: ['12', '11'], publicUpdated: 40 }));
  queue.changed(summary(1, { status: 'archived' }));
  queue.flush(...audiences);
  assert.equal(ids(mine), ['ticket-3', 'ticket-2']);
  assert.equal(
    mine.state().rows.map((row) => row.updated),
    [40, 20],
  );
});

test('[Q26] who is removed from a ticket loses its row', () => {
  const queue = new Queue([summary(1)]);
  const mine = watch(queue, mineOf('11'));
  queue.changed(summary(1, { participants: [] }));
  assert.equal(
    queue.flush(...audiences).map(({ change }) => change.removed),
    [['ticket-1']],
  );
  assert.equal(mine.state(), { total: 0, rows: [] });
  assert.equal([...queue.activeOf('11')], []);
});

test('[Q27] a change that only support can see tells nothing to an own list', () => {
  const queue = new Queue([summary(1), summary(2)]);
  watch(queue, mineOf('11'));
  queue.changed(summary(1, { updated: 9_000 }));
  assert.equal(queue.flush(...audiences), []);
});

test('[Q28] with or without notes, own lists are told exactly the same', () => {
  let told = 0;
  fc.assert(
    fc.property(asks, (list) => {
      const isNote = (one: (typeof list)[number]) => one.command.kind === 'post_note';
      const tellings = (some: typeof list) => {
        const queue = new Queue([]);
        watch(queue, mineOf(player.account));
        return carryOut(some).flatMap(({ after }) => {
          if (after !== null) queue.changed(summarize(after));
          return queue.flush(...audiences).map(({ change }) => change);
        });
      };
      const withNotes = tellings(list);
      assert.equal(withNotes, tellings(list.filter((one) => !isNote(one))));
      told += withNotes.length;
    }),
  );
  assert.ok(told > 100);
});

test('[Q29] an own list shows at most its bound, and counts the rest', () => {
  const many = Array.from({ length: limits.window_rows_max + 5 }, (_, index) => summary(index + 1));
  const queue = new Queue(many);
  const { total, rows } = watch(queue, mineOf('11')).state();
  assert.equal([total, rows.length], [many.length, limits.window_rows_max]);
});

test('[Q42] windows into own lists are bounded, and what was let go makes room', () => {
  const queue = new Queue([]);
  const windows = Array.from({ length: queueLimits.mine_max }, (_, index) =>
    watch(queue, mineOf(`${index % 400}`, Math.floor(index / 400), 1)),
  );
  assert.equal(queue.watch(mineOf('1000')), { ok: false, refusal: { code: 'lists_full' } });
  queue.unwatch(windows[0]!);
  watch(queue, mineOf('1000'));
  assert.not(queue.watch(mineOf('1001')).ok);
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

function watch(queue: Queue, what: Parameters<Queue['watch']>[0]): Window {
  const watching = queue.watch(what);
  if (!watching.ok) throw new Error(watching.refusal.code);
  return watching.window;
}

function ids(window: Window): string[] {
  return window.state().rows.map((row) => row.id);
}
