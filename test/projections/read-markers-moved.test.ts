import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { ActorTicketService } from './read-marker-stage.ts';

const test = suite('read markers: what moves them');

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
