import fc from 'fast-check';
import { queueLimits } from '../../actors/queue/queue-limits.ts';
import { Queue } from '../../actors/queue/queue.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { limits } from '../../protocol/limits.ts';
import { audiences } from '../../protocol/ticket.ts';
import { player } from '../support/given.ts';
import { asks, carryOut } from '../support/random-ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { summary } from '../support/summaries.ts';
import { ids, mineOf, watch } from './watching.ts';

const test = suite('own lists of the live queue');

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
