import fc from 'fast-check';
import { queueLimits } from '../../actors/queue/queue-limits.ts';
import { Queue } from '../../actors/queue/queue.ts';
import type { Window } from '../../actors/queue/live.ts';
import { applyRows } from '../../protocol/rows.ts';
import { audiences, type Row } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { summary } from '../support/summaries.ts';
import { ids, mineOf, wanted, watch } from './watching.ts';

const test = suite('lists of the live queue');

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
