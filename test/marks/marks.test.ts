import fc from 'fast-check';
import { Marks, type Moved } from '../../server/projections/marks.ts';
import { mergeMarkers, sameMarker, type Marker } from '../../actors/records/marker.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import { StageMarkers } from '../support/stage-markers.ts';
import { Story, noted, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('marks');

class Desk {
  readonly storage: Storage;
  readonly active = new Set<string>();
  readonly moved: Moved[] = [];
  readonly rejected: unknown[] = [];
  readonly faults: unknown[] = [];
  now = 1_000;
  /** The next so many writes are refused. */
  refuse = 0;
  writes = 0;
  /** What each write waits for. */
  gate = (): Promise<void> => Promise.resolve();
  markers!: StageMarkers;
  marks: Marks;

  /** Two on one log are two servers over the same tickets. */
  constructor(log = new MemoryLog()) {
    this.storage = openMemoryStorage(log);
    this.marks = this.open();
  }

  /** As after a start of the server. */
  open(): Marks {
    const { records } = this.storage;
    this.markers = new StageMarkers({
      get: (space, key) => records.get(space, key),
      list: (space, range) => records.list(space, range),
      position: 0,
      lastOf: (subject) => records.lastOf(subject),
      append: (subject, expected, puts) => records.append(subject, expected, puts),
      merge: async (markers) => {
        this.writes += 1;
        await this.gate();
        this.refuse -= 1;
        if (this.refuse >= 0) return { kind: 'rejected', cause: new Error('no space left') };
        return records.merge(markers);
      },
      followed: (position) => records.followed(position),
      onPuts: (take, tell) => records.onPuts(take, tell),
    });
    this.markers.onRejected((cause) => this.rejected.push(cause));
    const marks = new Marks({
      markers: this.markers,
      publicCount: (id, seq) => this.storage.tables.publicCount(id, seq),
      isActive: (ticket) => this.active.has(ticket),
      now: () => (this.now += 1),
      onFault: (error) => this.faults.push(error),
    });
    marks.onMoved((moved) => this.moved.push(...moved));
    return marks;
  }

  /** A ticket with an opening, three messages, a note behind each of the first two. */
  async ticket(id = 't1'): Promise<Ticket> {
    const story = new Story(id, 1);
    await story.commit(
      this.storage,
      story.opening,
      said('a'),
      noted('1'),
      said('b'),
      noted('2'),
      said('c'),
    );
    return story.state!;
  }

  /** Until what was gathered is written, or waits for the gate. */
  async quiet(): Promise<void> {
    this.markers.go();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// [M1] A mark moves forward, never back and not beyond the last entry; each account, ticket and
// audience has its own.
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

test('[M2] what moves within a quarter of a second is one write, what moves meanwhile the next, and nothing is told before it is on disk; a stop waits for no such time', async () => {
  const desk = new Desk();
  const [one, two] = [await desk.ticket('t1'), await desk.ticket('t2')];
  let release = (): void => {};
  desk.gate = () => new Promise((resolve) => (release = resolve));
  desk.marks.see('7', one, 'public', 1);
  await new Promise((resolve) => setImmediate(resolve));
  desk.marks.see('7', one, 'public', 2);
  desk.marks.see('8', one, 'public', 2);
  assert.is(desk.writes, 0);
  await desk.quiet();
  desk.marks.see('7', one, 'public', 1);
  desk.marks.see('7', one, 'public', 3);
  desk.marks.see('7', two, 'public', 1);
  await desk.quiet();
  assert.is(desk.writes, 1);
  assert.equal([desk.moved, desk.marks.of('7')], [[], []], 'told before it was on disk');
  release();
  await desk.quiet();
  assert.equal(
    desk.moved.map((moved) => moved.kind === 'mark' && [moved.account, moved.mark.public]),
    [
      ['7', 2],
      ['8', 2],
    ],
  );
  // A stop waits for no time of gathering.
  const stopped = desk.marks.stop();
  release();
  await stopped;
  assert.is(desk.writes, 2);
  assert.equal(
    desk.marks.of('7').map((mark) => mark.public),
    [3, 1],
  );
});

test('[M3] what could not be stored has not moved, is told to nobody, and may move later', async () => {
  const desk = new Desk();
  const ticket = await desk.ticket();
  desk.refuse = 1;
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

test('[M5] an account with too many marks loses those that moved longest ago, of closed tickets first', async () => {
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

// [M6] How far support has seen a ticket is kept in public numbers; a note that was read moves
// nothing.
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

// [M17] Marks are merged by the greatest of each: in any order, however often, and with what
// another stored meanwhile.
test('[M17] marks that are merged in any order and any number of times come to the same', () => {
  const number = fc.nat(9);
  const one = fc.oneof(
    number,
    fc.record({ public: number, support: number, at: number }, { requiredKeys: ['at'] }),
  );
  const many = fc.array(one, { minLength: 1, maxLength: 6 });
  const shuffled = many.chain((marks) =>
    fc.tuple(
      fc.constant(marks),
      fc.shuffledSubarray([...marks, ...marks, ...marks], { minLength: marks.length * 3 }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([marks, again]) => {
      const all = marks.reduce<Marker>(mergeMarkers, marks[0]!);
      assert.ok(sameMarker(again.reduce<Marker>(mergeMarkers, again[0]!), all));
      const back = again.reduceRight<Marker>((sum, mark) => mergeMarkers(mark, sum), again[0]!);
      assert.ok(sameMarker(back, all));
      assert.ok(sameMarker(mergeMarkers(all, all), all));
    }),
  );
});

test('[M17] what another stored meanwhile is not lost, and nothing moves back', async () => {
  const log = new MemoryLog();
  const [desk, other] = [new Desk(log), new Desk(log)];
  const ticket = await desk.ticket('t1');
  await other.storage.tickets.load('t1', log.last);
  desk.marks.see('21', ticket, 'public', 2);
  other.marks.see('21', ticket, 'support', 6);
  other.marks.see('21', ticket, 'public', 1);
  await Promise.all([desk.quiet(), other.quiet()]);
  const mark = { ticket: 't1', public: 2, support: 6 };
  for (const half of [desk, other]) {
    assert.equal(half.marks.of('21'), [mark]);
    assert.is(half.marks.seenBySupport('t1'), 4);
    assert.equal(half.moved.filter(({ kind }) => kind === 'mark').at(-1), {
      kind: 'mark',
      account: '21',
      mark,
    });
  }
});

test('[M18] what one server stored of marks, those who follow another on the same log are told; what moved nothing nobody is', async () => {
  const log = new MemoryLog();
  const [desk, other] = [new Desk(log), new Desk(log)];
  const ticket = await desk.ticket('t1');
  desk.marks.see('21', ticket, 'support', 4);
  await desk.quiet();
  assert.equal(other.moved, [
    { kind: 'mark', account: '21', mark: { ticket: 't1', public: 0, support: 4 } },
    { kind: 'by_support', ticket: 't1', seq: 3 },
  ]);
  assert.equal(other.moved, desk.moved);
  const before = [...desk.moved];
  await desk.markers.store.merge([{ space: 'seen', key: 'ticket/t1', value: 3 }]);
  assert.equal([desk.moved, other.moved], [before, before]);
});

/** Marks of one account, from one on; as another server stored them. */
async function fill({ storage }: Desk, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, count - n + 1) }, (_, i) => n + i);
    await storage.records.merge(
      ids.map((id) => {
        return { space: 'seen', key: `7/t${id}`, value: { public: 1, support: 0, at: id } };
      }),
    );
  }
}

// [M19] Marks that two servers drop at once are dropped once, and those of both count.
test('[M19] marks that two servers drop at once are dropped once', async () => {
  const log = new MemoryLog();
  const [desk, other] = [new Desk(log), new Desk(log)];
  const ticket = await desk.ticket();
  await fill(desk, limits.marks_max);
  desk.marks.see('7', ticket, 'public', 1);
  other.marks.see('7', { ...ticket, id: 't0' }, 'public', 1);
  await Promise.all([desk.quiet(), other.quiet()]);
  assert.is(desk.marks.of('7').length, limits.marks_max * 0.9 + 1);
  assert.equal(desk.marks.of('7'), other.marks.of('7'));
});

test('[M19] marks that another server stored count', async () => {
  const log = new MemoryLog();
  const [desk, other] = [new Desk(log), new Desk(log)];
  const ticket = await desk.ticket();
  desk.marks.see('7', { ...ticket, id: 't0' }, 'public', 1);
  await desk.quiet();
  await fill(other, limits.marks_max - 1);
  desk.marks.see('7', { ...ticket, id: 'late' }, 'public', 1);
  await desk.quiet();
  assert.is(other.marks.of('7').length, limits.marks_max * 0.9 + 1);
});
