import fc from 'fast-check';
import { Marks, type Moved } from '../../server/projections/marks.ts';
import { mergeMark, noMark } from '../../server/projections/mark.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { Story, noted, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('marks');

class Desk {
  readonly journal = faultyJournal(openMemoryJournal());
  readonly active = new Set<string>();
  readonly moved: Moved[] = [];
  readonly rejected: unknown[] = [];
  readonly faults: unknown[] = [];
  now = 1_000;
  /** What each write waits for. */
  gate = (): Promise<void> => Promise.resolve();
  marks = this.open();

  /** As after a start of the server. */
  open(): Marks {
    const { journal } = this.journal;
    const marks = new Marks({
      store: {
        get: (space, key) => journal.get(space, key),
        list: (space, range) => journal.list(space, range),
        publicCount: (id, seq) => journal.publicCount(id, seq),
        write: async (puts) => {
          await this.gate();
          return journal.write(puts);
        },
      },
      isActive: (ticket) => this.active.has(ticket),
      now: () => (this.now += 1),
      onRejected: (cause) => this.rejected.push(cause),
      onFault: (error) => this.faults.push(error),
    });
    marks.onMoved((moved) => this.moved.push(...moved));
    return marks;
  }

  /** A ticket with an opening, three messages, a note behind each of the first two. */
  async ticket(id = 't1'): Promise<Ticket> {
    const story = new Story(id, 1);
    const { journal } = this.journal;
    await story.commit(
      journal,
      story.opening,
      said('a'),
      noted('1'),
      said('b'),
      noted('2'),
      said('c'),
    );
    return story.state!;
  }

  /** Until nothing is being written. */
  async quiet(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('[M1] a mark moves forward, never back, and not beyond the last entry', async () => {
  const desk = new Desk();
  const ticket = await desk.ticket();
  for (const seq of [2, 1, 3, 99, 2]) desk.marks.see('21', ticket, 'public', seq);
  await desk.quiet();
  assert.equal(desk.marks.of('21'), [{ ticket: 't1', public: 4, support: 0 }]);
  desk.marks.see('21', ticket, 'public', 3);
  await desk.quiet();
  assert.equal(desk.marks.of('21'), [{ ticket: 't1', public: 4, support: 0 }]);
  assert.is(desk.moved.length, 1);
});

test('[M1] each account, ticket and audience has a mark of its own', async () => {
  const desk = new Desk();
  const [one, two] = [await desk.ticket('t1'), await desk.ticket('t2')];
  desk.marks.see('2', one, 'public', 2);
  desk.marks.see('2', one, 'support', 5);
  desk.marks.see('21', two, 'public', 1);
  await desk.quiet();
  assert.equal(desk.marks.of('2'), [{ ticket: 't1', public: 2, support: 5 }]);
  assert.equal(desk.marks.of('21'), [{ ticket: 't2', public: 1, support: 0 }]);
  assert.equal(desk.marks.of('1'), []);
});

test('[M2] what moves in one turn is one write, and what moves meanwhile the next', async () => {
  const desk = new Desk();
  const [one, two] = [await desk.ticket('t1'), await desk.ticket('t2')];
  let writes = 0;
  let release = (): void => {};
  desk.gate = () => {
    writes += 1;
    return new Promise((resolve) => (release = resolve));
  };
  desk.marks.see('7', one, 'public', 1);
  desk.marks.see('7', one, 'public', 2);
  desk.marks.see('8', one, 'public', 2);
  await desk.quiet();
  desk.marks.see('7', one, 'public', 1);
  desk.marks.see('7', one, 'public', 3);
  desk.marks.see('7', two, 'public', 1);
  await desk.quiet();
  assert.is(writes, 1);
  assert.equal(desk.moved, [], 'told before it was on disk');
  release();
  await desk.quiet();
  assert.equal(
    desk.moved.map((moved) => moved.kind === 'mark' && [moved.account, moved.mark.public]),
    [
      ['7', 2],
      ['8', 2],
    ],
  );
  const stopped = desk.marks.stop();
  release();
  await stopped;
  assert.is(writes, 2);
  assert.equal(
    desk.marks.of('7').map((mark) => mark.public),
    [3, 1],
  );
});

test('[M3] what could not be stored has not moved, is told to nobody, and may move later', async () => {
  const desk = new Desk();
  const ticket = await desk.ticket();
  desk.journal.faults.refuseWrites(1);
  desk.marks.see('7', ticket, 'public', 2);
  await desk.quiet();
  assert.equal([desk.moved, desk.marks.of('7'), desk.rejected.length], [[], [], 1]);
  desk.marks.see('7', ticket, 'public', 2);
  await desk.quiet();
  assert.equal(desk.marks.of('7'), [{ ticket: 't1', public: 2, support: 0 }]);
});

test('[M4] marks are there again after a start', async () => {
  const desk = new Desk();
  const ticket = await desk.ticket();
  desk.marks.see('21', ticket, 'support', 4);
  await desk.marks.stop();
  desk.marks.see('21', ticket, 'support', 6);
  const again = desk.open();
  assert.equal(again.of('21'), [{ ticket: 't1', public: 0, support: 4 }]);
  assert.is(again.seenBySupport('t1'), 3);
});

test('[M5] an account with too many marks loses those that moved longest ago, of settled tickets first', async () => {
  const desk = new Desk();
  const ticket = await desk.ticket();
  const see = (n: number) => desk.marks.see('7', { ...ticket, id: `t${n}` }, 'public', 1);
  // The first hundred are still active.
  for (let n = 0; n < 100; n++) desk.active.add(`t${n}`);
  for (let n = 0; n < limits.marks_max; n++) {
    see(n);
    if (n % 1_000 === 999) await desk.quiet();
  }
  await desk.quiet();
  assert.is(desk.marks.of('7').length, limits.marks_max);
  desk.marks.see('8', ticket, 'public', 1);
  see(limits.marks_max);
  await desk.quiet();
  const left = new Set(desk.marks.of('7').map((mark) => mark.ticket));
  assert.is(left.size, limits.marks_max * 0.9 + 1);
  for (const n of [0, 99, 600, limits.marks_max]) assert.ok(left.has(`t${n}`), `t${n} is gone`);
  for (const n of [100, 599]) assert.not(left.has(`t${n}`), `t${n} is there`);
  assert.is(desk.marks.of('8').length, 1);
  for (let n = 0; n < 600; n++) see(limits.marks_max + 1 + n);
  await desk.quiet();
  assert.ok(desk.marks.of('7').length <= limits.marks_max);
});

test('[M6] how far support has seen a ticket is told in public numbers, and a note that was read moves nothing', async () => {
  const desk = new Desk();
  // Support counts: opening, a, note, b, note, c.
  const ticket = await desk.ticket();
  const seen: number[] = [];
  for (const seq of [2, 3, 4, 5, 6]) {
    desk.marks.see('21', ticket, 'support', seq);
    await desk.quiet();
    seen.push(desk.marks.seenBySupport('t1'));
  }
  assert.equal(seen, [2, 2, 3, 3, 4]);
  const told = desk.moved.filter((one) => one.kind === 'by_support');
  assert.equal(
    told,
    [2, 3, 4].map((seq) => ({ kind: 'by_support', ticket: 't1', seq })),
  );
});

test('[M6] the one of support who has seen the most counts, and players do not', async () => {
  const desk = new Desk();
  const ticket = await desk.ticket();
  desk.marks.see('7', ticket, 'public', 4);
  desk.marks.see('21', ticket, 'support', 4);
  desk.marks.see('22', ticket, 'support', 2);
  await desk.quiet();
  assert.is(desk.marks.seenBySupport('t1'), 3);
  assert.is(desk.marks.seenBySupport('t2'), 0);
});

test('[M17] marks that are merged in any order and any number of times come to the same', () => {
  const one = fc.record({ public: fc.nat(9), support: fc.nat(9), at: fc.nat(9) });
  const many = fc.array(one, { minLength: 1, maxLength: 6 });
  const shuffled = many.chain((marks) =>
    fc.tuple(
      fc.constant(marks),
      fc.shuffledSubarray([...marks, ...marks, ...marks], { minLength: 0 }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([marks, again]) => {
      const all = marks.reduce(mergeMark, noMark);
      assert.equal([...again, ...marks].reduce(mergeMark, noMark), all);
      assert.equal(
        [...marks, ...again].reduceRight((sum, mark) => mergeMark(mark, sum), noMark),
        all,
      );
      assert.equal(mergeMark(all, all), all);
      for (const mark of marks) {
        assert.ok(all.public >= mark.public && all.support >= mark.support && all.at >= mark.at);
      }
    }),
  );
});

test('[M17] what another stored meanwhile is not lost, and nothing moves back', async () => {
  const desk = new Desk();
  const [ticket, before] = [await desk.ticket('t1'), await desk.ticket('t2')];
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  desk.gate = () => held;
  desk.marks.see('21', before, 'public', 1);
  await Promise.resolve();
  desk.marks.see('21', ticket, 'public', 2);
  const { journal } = desk.journal;
  const puts = [{ space: 'seen', key: '21/t1', value: { public: 1, support: 6, at: 1 } }] as const;
  await journal.write(puts);
  release();
  await desk.quiet();
  assert.equal(desk.marks.of('21')[0], { ticket: 't1', public: 2, support: 6 });
  assert.equal(desk.moved.at(-1), {
    kind: 'mark',
    account: '21',
    mark: { ticket: 't1', public: 2, support: 6 },
  });
});
