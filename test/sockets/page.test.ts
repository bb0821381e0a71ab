import { decodeTrusted, encode, subprotocols } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { applyRows } from '../../protocol/rows.ts';
import type { Entry, Head, Person, Row } from '../../protocol/ticket.ts';
import {
  isWhole,
  lastEntries,
  rowsEvents,
  rowsPages,
  ticketEvents,
} from '../../server/sockets/watches/page.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('what fits a frame');

const long = '漢'.repeat(limits.name_chars_max);
const personOf = (n: number): Person => ({
  account: String(1_000_000_000 + n),
  name: long,
  character: String(1_000_000_000 + n),
  character_name: long,
});
const entryOf = (seq: number, body: string): Entry => ({
  seq,
  at: 1_763_000_000_000 + seq,
  by: { side: 'player', account: '1', name: long },
  surface: 'game',
  what: { kind: 'message', body },
});
const escaped = '\u0001'.repeat(limits.body_chars_max);
const entriesOf = (count: number, body: string): Entry[] =>
  Array.from({ length: count }, (_, i) => entryOf(i + 1, body));

/** As large as a head gets: as many participants as there may be, with the longest names. */
const head: Head = {
  id: 'x'.repeat(limits.id_chars_max),
  number: 2_147_483_647,
  shard: 'x'.repeat(limits.id_chars_max),
  category: '漢'.repeat(limits.category_chars_max),
  subject: '漢'.repeat(limits.subject_chars_max),
  status: 'in_progress',
  attention: 'waiting_for_response',
  participants: Array.from({ length: limits.participants_max }, (_, i) => personOf(i)),
  assignee: personOf(1),
  sender: personOf(2),
  location: { map: 1, x: 1, y: 1, z: 1 },
  created: 1,
  updated: 1,
  assigned: 1,
  closed: 1,
  archived: 1,
  waiting_since: 1,
  seq: 200,
};
const rowOf = (n: number): Row => {
  const { participants: _, assigned: _a, archived: _d, ...row } = head;
  return { ...row, id: `t${n}`, number: n };
};

function assertFits(message: ServerMessage): void {
  for (const as of subprotocols) {
    const frame = encode(message, as);
    const bytes = typeof frame === 'string' ? Buffer.byteLength(frame) : frame.length;
    assert.ok(bytes <= limits.frame_out_bytes_max, `${message.t}: ${bytes} bytes as ${as}`);
    assert.equal(decodeTrusted(frame), message);
  }
}

test('[W36] the largest head and the longest entries fit one state', () => {
  for (const body of [escaped, '漢'.repeat(limits.body_chars_max), 'x']) {
    const entries = lastEntries(entriesOf(200, body), head);
    assert.ok(entries.length > 0);
    assert.is(entries.at(-1)!.seq, 200);
    const is = { on: 'ticket', head, entries, more: true } as const;
    assertFits({ t: 'state', w: 1_000_000, topic: 4_294_967_295, is });
  }
  assert.is(lastEntries(entriesOf(200, 'x'), head).length, limits.history_entries_max);
});

test('[W36] entries of a state follow each other', () => {
  const torn = [...entriesOf(3, 'x'), entryOf(7, 'x'), entryOf(8, 'x')];
  assert.equal(
    lastEntries(torn, head).map(({ seq }) => seq),
    [7, 8],
  );
  assert.equal(lastEntries([], head), []);
});

test('[W36] what was missed is told whole or not at all', () => {
  const entries = entriesOf(200, 'short');
  assert.is(isWhole(entries, 0, head), true);
  assertFits({ t: 'resumed', w: 1, topic: 1, head, entries });
  assert.is(isWhole(entries.slice(1), 1, head), true);
  assert.is(isWhole(entries.slice(1), 0, head), false);
  assert.is(isWhole(entries.slice(0, 100), 0, { ...head, seq: 200 }), false);
  assert.is(isWhole([...entries.slice(0, 99), ...entries.slice(100, 200)], 1, head), false);
  assert.is(isWhole(entriesOf(200, escaped), 0, head), false);
  assert.is(isWhole(entriesOf(201, 'x'), 0, { ...head, seq: 201 }), false);
});

test('[W36] entries of one turn that do not fit one frame come in several, in order', () => {
  const entries = entriesOf(20, escaped);
  const events = ticketEvents(entries, head);
  assert.ok(events.length > 3);
  const told = events.flatMap((is) => (is.on === 'ticket' ? is.entries : []));
  assert.equal(told, entries);
  for (const is of events) assertFits({ t: 'event', topic: 1, is });
  const sets = events.map((is) => is.on === 'ticket' && Object.keys(is.set).length);
  assert.ok(sets.slice(0, -1).every((count) => count === 0));
  assert.is(sets.at(-1), Object.keys(head).length);
  assert.equal(ticketEvents(entriesOf(2, 'x'), { seq: 2 }), [
    { on: 'ticket', entries: entriesOf(2, 'x'), set: { seq: 2 } },
  ]);
});

test('[W36] entries that name as many people as one may come in as many events as it takes', () => {
  const people = head.participants.slice(0, limits.entry_people_max);
  const what = { kind: 'participants_added', people, faction: long } as const;
  const entries = Array.from({ length: 7 }, (_, i): Entry => ({ ...entryOf(i + 1, 'x'), what }));
  const events = ticketEvents(entries, head);
  for (const is of events) assertFits({ t: 'event', topic: 1, is });
  const told = events.flatMap((is) => (is.on === 'ticket' ? is.entries : []));
  assert.equal(told, entries);
  const last = lastEntries(entries, head);
  assert.ok(last.length > 0);
  const is = { on: 'ticket', head, entries: last, more: true } as const;
  assertFits({ t: 'state', w: 1, topic: 1, is });
});

test('[W36] rows that do not fit one frame come in several that give the same window', () => {
  const rows = Array.from({ length: limits.window_rows_max }, (_, i) => rowOf(i));
  const { first, rest } = rowsPages({ total: 1_000 }, rows);
  assert.ok(rest.length > 0);
  assertFits({
    t: 'state',
    w: 1,
    topic: 1,
    is: { on: 'queue', offset: 0, total: 1_000, rows: first },
  });
  let held: Row[] = first;
  for (const is of rest) {
    assertFits({ t: 'event', topic: 1, is });
    held = applyRows(held, is);
  }
  assert.equal(held, rows);
  // A second watch of this window on the same connection has all rows, and hears the rest too.
  for (const is of rest) held = applyRows(held, is);
  assert.equal(held, rows);
});

test('[W36] so do changes of a window', () => {
  const old = Array.from({ length: 200 }, (_, i) => rowOf(i));
  const now = Array.from({ length: 200 }, (_, i) => rowOf(i + 150));
  const removed = old.slice(0, 150).map(({ id }) => id);
  const put = now.slice(50).map((row, i) => ({ at: 50 + i, row }));
  const events = rowsEvents({ on: 'rows', total: 400, removed, put });
  assert.ok(events.length > 1);
  for (const is of events) assertFits({ t: 'event', topic: 1, is });
  assert.equal(events.reduce<Row[]>(applyRows, old), now);
  const small = { on: 'rows', total: 1, removed: ['t1'], put: [] } as const;
  assert.equal(rowsEvents({ ...small, removed: ['t1'], put: [] }), [small]);
});
