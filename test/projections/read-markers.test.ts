import fc from 'fast-check';
import { ReadMarkers, type MovedReadMarker } from '../../server/projections/read-markers.ts';
import { mergeMarkers, sameMarker, type Marker } from '../../actors/records/marker.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import { StageMarkers } from '../support/stage-markers.ts';
import { Story, noted, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('read markers');

class ActorTicketService {
  readonly storage: Storage;
  readonly active = new Set<string>();
  readonly moved: MovedReadMarker[] = [];
  readonly rejected: unknown[] = [];
  readonly faults: unknown[] = [];
  now = 1_000;
  /** The next so many writes are refused. */
  refuse = 0;
  writes = 0;
  /** What each write waits for. */
  gate = (): Promise<void> => Promise.resolve();
  markers!: StageMarkers;
  readMarkers: ReadMarkers;

  /** Two on one log are two servers over the same tickets. */
  constructor(log = new MemoryLog()) {
    this.storage = openMemoryStorage(log);
    this.readMarkers = this.open();
  }

  /** As after a start of the server. */
  open(): ReadMarkers {
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
    const readMarkers = new ReadMarkers({
      markers: this.markers,
      publicCount: (id, seq) => this.storage.tables.publicCount(id, seq),
      isActive: (ticket) => this.active.has(ticket),
      now: () => (this.now += 1),
      onFault: (error) => this.faults.push(error),
    });
    readMarkers.onMoved((moved) => this.moved.push(...moved));
    return readMarkers;
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

// [M1] A read marker moves forward, never back and not beyond the last entry; each account, ticket and
// audience has its own.
test('[M1] a read marker moves forward, never back, and not beyond the last entry', async () => {
  const ticketService = new ActorTicketService();
  const ticket = await ticketService.ticket();
  for (const seq of [2, 1, 3, 99, 2]) ticketService.readMarkers.see('21', ticket, 'public', seq);
  await ticketService.quiet();
  assert.equal(ticketService.readMarkers.of('21'), [{ ticket: 't1', public: 4, support: 0 }]);
  ticketService.readMarkers.see('21', ticket, 'public', 3);
  await ticketService.quiet();
  assert.equal(ticketService.readMarkers.of('21'), [{ ticket: 't1', public: 4, support: 0 }]);
  assert.is(ticketService.moved.length, 1);
});

test('[M1] each account, ticket and audience has a read marker of its own', async () => {
  const ticketService = new ActorTicketService();
  const [one, two] = [await ticketService.ticket('t1'), await ticketService.ticket('t2')];
  ticketService.readMarkers.see('2', one, 'public', 2);
  ticketService.readMarkers.see('2', one, 'support', 5);
  ticketService.readMarkers.see('21', two, 'public', 1);
  await ticketService.quiet();
  assert.equal(ticketService.readMarkers.of('2'), [{ ticket: 't1', public: 2, support: 5 }]);
  assert.equal(ticketService.readMarkers.of('21'), [{ ticket: 't2', public: 1, support: 0 }]);
  assert.equal(ticketService.readMarkers.of('1'), []);
});

test('[M2] what moves within a quarter of a second is one write, what moves meanwhile the next, and nothing is told before it is on disk; a stop waits for no such time', async () => {
  const ticketService = new ActorTicketService();
  const [one, two] = [await ticketService.ticket('t1'), await ticketService.ticket('t2')];
  let release = (): void => {};
  ticketService.gate = () => new Promise((resolve) => (release = resolve));
  ticketService.readMarkers.see('7', one, 'public', 1);
  await new Promise((resolve) => setImmediate(resolve));
  ticketService.readMarkers.see('7', one, 'public', 2);
  ticketService.readMarkers.see('8', one, 'public', 2);
  assert.is(ticketService.writes, 0);
  await ticketService.quiet();
  ticketService.readMarkers.see('7', one, 'public', 1);
  ticketService.readMarkers.see('7', one, 'public', 3);
  ticketService.readMarkers.see('7', two, 'public', 1);
  await ticketService.quiet();
  assert.is(ticketService.writes, 1);
  assert.equal(
    [ticketService.moved, ticketService.readMarkers.of('7')],
    [[], []],
    'told before it was on disk',
  );
  release();
  await ticketService.quiet();
  assert.equal(
    ticketService.moved.map(
      (moved) => moved.kind === 'own' && [moved.account, moved.marker.public],
    ),
    [
      ['7', 2],
      ['8', 2],
    ],
  );
  // A stop waits for no time of gathering.
  const stopped = ticketService.readMarkers.stop();
  release();
  await stopped;
  assert.is(ticketService.writes, 2);
  assert.equal(
    ticketService.readMarkers.of('7').map((marker) => marker.public),
    [3, 1],
  );
});

test('[M3] what could not be stored has not moved, is told to nobody, and may move later', async () => {
  const ticketService = new ActorTicketService();
  const ticket = await ticketService.ticket();
  ticketService.refuse = 1;
  ticketService.readMarkers.see('7', ticket, 'public', 2);
  await ticketService.quiet();
  assert.equal(
    [ticketService.moved, ticketService.readMarkers.of('7'), ticketService.rejected.length],
    [[], [], 1],
  );
  ticketService.readMarkers.see('7', ticket, 'public', 2);
  await ticketService.quiet();
  assert.equal(ticketService.readMarkers.of('7'), [{ ticket: 't1', public: 2, support: 0 }]);
});

test('[M4] read markers are there again after a start', async () => {
  const ticketService = new ActorTicketService();
  const ticket = await ticketService.ticket();
  ticketService.readMarkers.see('21', ticket, 'support', 4);
  await ticketService.readMarkers.stop();
  ticketService.readMarkers.see('21', ticket, 'support', 6);
  const again = ticketService.open();
  assert.equal(again.of('21'), [{ ticket: 't1', public: 0, support: 4 }]);
  assert.is(again.seenBySupport('t1'), 3);
});

test('[M5] an account with too many read markers loses those that moved longest ago, of closed tickets first', async () => {
  const ticketService = new ActorTicketService();
  const ticket = await ticketService.ticket();
  const see = (n: number) =>
    ticketService.readMarkers.see('7', { ...ticket, id: `t${n}` }, 'public', 1);
  // The first hundred are still active.
  for (let n = 0; n < 100; n++) ticketService.active.add(`t${n}`);
  for (let n = 0; n < limits.marks_max; n++) {
    see(n);
    if (n % 1_000 === 999) await ticketService.quiet();
  }
  await ticketService.quiet();
  assert.is(ticketService.readMarkers.of('7').length, limits.marks_max);
  ticketService.readMarkers.see('8', ticket, 'public', 1);
  see(limits.marks_max);
  await ticketService.quiet();
  const left = new Set(ticketService.readMarkers.of('7').map((marker) => marker.ticket));
  assert.is(left.size, limits.marks_max * 0.9 + 1);
  for (const n of [0, 99, 600, limits.marks_max]) assert.ok(left.has(`t${n}`), `t${n} is gone`);
  for (const n of [100, 599]) assert.not(left.has(`t${n}`), `t${n} is there`);
  assert.is(ticketService.readMarkers.of('8').length, 1);
  for (let n = 0; n < 600; n++) see(limits.marks_max + 1 + n);
  await ticketService.quiet();
  assert.ok(ticketService.readMarkers.of('7').length <= limits.marks_max);
});

// [M6] How far support has seen a ticket is kept in public numbers; a note that was read moves
// nothing.
test('[M6] how far support has seen a ticket is told in public numbers, and a note that was read moves nothing', async () => {
  const ticketService = new ActorTicketService();
  // Support counts: opening, a, note, b, note, c.
  const ticket = await ticketService.ticket();
  const seen: number[] = [];
  for (const seq of [2, 3, 4, 5, 6]) {
    ticketService.readMarkers.see('21', ticket, 'support', seq);
    await ticketService.quiet();
    seen.push(ticketService.readMarkers.seenBySupport('t1'));
  }
  assert.equal(seen, [2, 2, 3, 3, 4]);
  const told = ticketService.moved.filter((one) => one.kind === 'by_support');
  assert.equal(
    told,
    [2, 3, 4].map((seq) => ({ kind: 'by_support', ticket: 't1', seq })),
  );
});

test('[M6] the one of support who has seen the most counts, and players do not', async () => {
  const ticketService = new ActorTicketService();
  const ticket = await ticketService.ticket();
  ticketService.readMarkers.see('7', ticket, 'public', 4);
  ticketService.readMarkers.see('21', ticket, 'support', 4);
  ticketService.readMarkers.see('22', ticket, 'support', 2);
  await ticketService.quiet();
  assert.is(ticketService.readMarkers.seenBySupport('t1'), 3);
  assert.is(ticketService.readMarkers.seenBySupport('t2'), 0);
});

// [M17] Read markers are merged by the greatest of each: in any order, however often, and with what
// another stored meanwhile.
test('[M17] read markers that are merged in any order and any number of times come to the same', () => {
  const number = fc.nat(9);
  const one = fc.oneof(
    number,
    fc.record({ public: number, support: number, at: number }, { requiredKeys: ['at'] }),
  );
  const many = fc.array(one, { minLength: 1, maxLength: 6 });
  const shuffled = many.chain((markers) =>
    fc.tuple(
      fc.constant(markers),
      fc.shuffledSubarray([...markers, ...markers, ...markers], { minLength: markers.length * 3 }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([markers, again]) => {
      const all = markers.reduce<Marker>(mergeMarkers, markers[0]!);
      assert.ok(sameMarker(again.reduce<Marker>(mergeMarkers, again[0]!), all));
      const back = again.reduceRight<Marker>((sum, marker) => mergeMarkers(marker, sum), again[0]!);
      assert.ok(sameMarker(back, all));
      assert.ok(sameMarker(mergeMarkers(all, all), all));
    }),
  );
});

test('[M17] what another stored meanwhile is not lost, and nothing moves back', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket('t1');
  await other.storage.tickets.load('t1', log.last);
  ticketService.readMarkers.see('21', ticket, 'public', 2);
  other.readMarkers.see('21', ticket, 'support', 6);
  other.readMarkers.see('21', ticket, 'public', 1);
  await Promise.all([ticketService.quiet(), other.quiet()]);
  const marker = { ticket: 't1', public: 2, support: 6 };
  for (const half of [ticketService, other]) {
    assert.equal(half.readMarkers.of('21'), [marker]);
    assert.is(half.readMarkers.seenBySupport('t1'), 4);
    assert.equal(half.moved.filter(({ kind }) => kind === 'own').at(-1), {
      kind: 'own',
      account: '21',
      marker,
    });
  }
});

test('[M18] what one server stored of read markers, those who follow another on the same log are told; what moved nothing nobody is', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket('t1');
  ticketService.readMarkers.see('21', ticket, 'support', 4);
  await ticketService.quiet();
  assert.equal(other.moved, [
    { kind: 'own', account: '21', marker: { ticket: 't1', public: 0, support: 4 } },
    { kind: 'by_support', ticket: 't1', seq: 3 },
  ]);
  assert.equal(other.moved, ticketService.moved);
  const before = [...ticketService.moved];
  await ticketService.markers.store.merge([{ space: 'seen', key: 'ticket/t1', value: 3 }]);
  assert.equal([ticketService.moved, other.moved], [before, before]);
});

/** Read markers of one account, from one on; as another server stored them. */
async function fill({ storage }: ActorTicketService, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, count - n + 1) }, (_, i) => n + i);
    await storage.records.merge(
      ids.map((id) => {
        return { space: 'seen', key: `7/t${id}`, value: { public: 1, support: 0, at: id } };
      }),
    );
  }
}

// [M19] Read markers that two servers drop at once are dropped once, and those of both count.
test('[M19] read markers that two servers drop at once are dropped once', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket();
  await fill(ticketService, limits.marks_max);
  ticketService.readMarkers.see('7', ticket, 'public', 1);
  other.readMarkers.see('7', { ...ticket, id: 't0' }, 'public', 1);
  await Promise.all([ticketService.quiet(), other.quiet()]);
  assert.is(ticketService.readMarkers.of('7').length, limits.marks_max * 0.9 + 1);
  assert.equal(ticketService.readMarkers.of('7'), other.readMarkers.of('7'));
});

test('[M19] read markers that another server stored count', async () => {
  const log = new MemoryLog();
  const [ticketService, other] = [new ActorTicketService(log), new ActorTicketService(log)];
  const ticket = await ticketService.ticket();
  ticketService.readMarkers.see('7', { ...ticket, id: 't0' }, 'public', 1);
  await ticketService.quiet();
  await fill(other, limits.marks_max - 1);
  ticketService.readMarkers.see('7', { ...ticket, id: 'late' }, 'public', 1);
  await ticketService.quiet();
  assert.is(other.readMarkers.of('7').length, limits.marks_max * 0.9 + 1);
});
