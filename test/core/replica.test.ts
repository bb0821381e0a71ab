import { besideFromState } from '../../clients/core/replica-beside.ts';
import { applyRowsEvent, rowsFromState } from '../../clients/core/replica-rows.ts';
import {
  applyTicketEvent,
  prependHistory,
  resumeTicket,
  type TicketReplica,
} from '../../clients/core/replica-ticket.ts';
import type { Entry } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { FakeServer } from './fake-server.ts';

const test = suite('replica');

function entries(first: number, last: number): Entry[] {
  const server = new FakeServer();
  for (let i = 0; i < last; i++) server.post(`${i}`);
  return server.entries.slice(first - 1);
}

function replica(first: number, last: number): TicketReplica {
  const head = { ...new FakeServer().head(), seq: last };
  const beside = besideFromState();
  return { epoch: 'e', head, entries: entries(first, last), more: first > 1, beside };
}

const event = (first: number, last: number) =>
  ({ on: 'ticket', entries: entries(first, last), set: { seq: last } }) as const;

test('[C53] what overlaps with what is held adds only what is new', () => {
  const after = applyTicketEvent(replica(3, 5), event(4, 7));
  assert.ok(after !== 'gap');
  assert.equal(after.entries, entries(3, 7));
});

test('[C54] an event without entries changes the head alone', () => {
  const set = { status: 'closed', closed: 9 } as const;
  const after = applyTicketEvent(replica(1, 2), { on: 'ticket', entries: [], set });
  assert.ok(after !== 'gap');
  assert.is(after.head.status, 'closed');
  assert.is(after.head.seq, 2);
});

test('[C55] whatever leaves a hole is a gap, not a guess', () => {
  const held = replica(3, 5);
  const seq = (n: number) => ({ ...held.head, seq: n });
  const holed = [...entries(6, 6), ...entries(8, 8)];
  assert.is(applyTicketEvent(held, event(7, 7)), 'gap');
  assert.is(applyTicketEvent(held, { on: 'ticket', entries: holed, set: { seq: 8 } }), 'gap');
  assert.is(applyTicketEvent(held, { on: 'ticket', entries: [], set: { seq: 6 } }), 'gap');
  const resumed = { t: 'resumed', w: 1, topic: 1 } as const;
  assert.is(resumeTicket(held, { ...resumed, head: seq(7), entries: entries(7, 7) }), 'gap');
  assert.is(resumeTicket(held, { ...resumed, head: seq(4), entries: [] }), 'gap');
});

test('[C56] a page of history that does not touch what is held changes nothing', () => {
  const held = replica(7, 9);
  assert.is(prependHistory(held, { entries: entries(2, 4), more: true }), held);
  const touching = prependHistory(held, { entries: entries(2, 6), more: true });
  assert.equal(touching.entries, entries(2, 9));
  assert.is(prependHistory(held, { entries: [], more: false }).more, false);
});

// [U408] Of a search that found more than it tells, the queue counts the first so many, in either
// language.
test('[U408] a list says whether more match than it holds, from its state and from each change', () => {
  const state = { on: 'queue', offset: 0, total: 10_000, more: true, rows: [] } as const;
  const held = rowsFromState({ ...state, rows: [] });
  assert.equal([held.total, held.more], [10_000, true]);
  const fewer = applyRowsEvent(held, { on: 'rows', total: 9, removed: [], put: [] });
  assert.equal([fewer.total, fewer.more], [9, false]);
  assert.ok(applyRowsEvent(fewer, { on: 'rows', total: 9, more: true, removed: [], put: [] }).more);
});
