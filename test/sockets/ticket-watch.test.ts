import { ownNames, viewHead } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import { refusals } from '../../protocol/refusals.ts';
import type { Audience } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { Stage, type TestClient } from './stage.ts';

const test = suite('watching a ticket');

const watch = (ticket: string, as: Audience = 'public', w = 1) => ({
  t: 'watch',
  w,
  what: { on: 'ticket', ticket, as },
});
const resume = (ticket: string, seq: number, epoch = 'epoch-1') => ({
  t: 'watch',
  w: 1,
  what: { on: 'ticket', ticket, as: 'public', resume: { epoch, seq } },
});
const says = (body: string): CommandBody => ({ kind: 'post_message', body });
const notes = (body: string): CommandBody => ({ kind: 'post_note', body });

type TicketState = Extract<ServerMessageOf<'state'>['is'], { on: 'ticket' }>;
type TicketEvent = Extract<ServerMessageOf<'event'>['is'], { on: 'ticket' }>;

function stateOf(client: TestClient): TicketState {
  const { is } = client.last('state');
  if (is.on !== 'ticket') throw new Error(`a state of ${is.on}`);
  return is;
}

function eventsOf(client: TestClient): TicketEvent[] {
  return client.all('event').map(({ is }) => {
    if (is.on !== 'ticket') throw new Error(`an event of ${is.on}`);
    return is;
  });
}

const seqs = (entries: ReadonlyArray<{ seq: number }>) => entries.map(({ seq }) => seq);

// [W30] A watch of a ticket begins with its head and its last entries, as its audience sees them.
test('[W30] begins with the head and the last entries, as its audience sees them', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  await stage.do(helper, notes('look at the map'), ticket);
  await stage.do(helper, says('Coming'), ticket);
  const [mine, theirs] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watch(ticket));
  theirs.send(watch(ticket, 'support'));
  await stage.settle();
  for (const [client, as] of [
    [mine, 'public'],
    [theirs, 'support'],
  ] as const) {
    const { head, entries, more } = stateOf(client);
    assert.equal(head, viewHead(stage.ticketService.tickets.get(ticket)!, as, ownNames));
    assert.equal(entries, stage.ticketService.entries(ticket, as));
    assert.is(more, false);
  }
});

test('[W30] holds at most so many entries, and says that there are more', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (let i = 0; i < 60; i++) await stage.do(player, says(`message ${i}`), ticket);
  const client = stage.signIn(player);
  client.send(watch(ticket));
  await stage.settle();
  const { entries, more } = stateOf(client);
  assert.is(entries.length, limits.history_entries_max);
  assert.is(entries.at(-1)!.seq, 62);
  assert.is(more, true);
});

test('[W66] two turns that follow each other at once are two events in one write', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(helper);
  client.send({ t: 'watch', w: 1, what: { on: 'ticket', ticket, as: 'support' } });
  await stage.settle();
  const before = client.wire.writes.length;
  stage.ticketService.more = true;
  await stage.do(helper, says('one'), ticket);
  await stage.settle();
  assert.is(client.wire.writes.length, before);
  stage.ticketService.more = false;
  await stage.do(helper, says('two'), ticket);
  await stage.settle();
  assert.is(client.wire.writes.length, before + 1);
  assert.is(eventsOf(client).length, 2);
});

test('[W67] the public audience waits for no turn that follows: it may be a note, and not even a moment may tell of one', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  client.send(watch(ticket));
  await stage.settle();
  stage.ticketService.more = true;
  await stage.do(helper, says('one'), ticket);
  await stage.settle();
  assert.is(eventsOf(client).length, 1);
});

// [W31] What happens follows as one event a turn and audience, in the same bytes for all, once a
// connection.
test('[W31] what happens follows as one event a turn, with the new entries and what changed in the head', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  client.send(watch(ticket));
  await stage.settle();
  await stage.do(helper, says('Hello'), ticket);
  await stage.settle();
  const [event, ...others] = eventsOf(client);
  assert.equal(others, []);
  assert.equal(event!.entries, stage.ticketService.entries(ticket, 'public', { after: 2 }));
  assert.equal(event!.set, {
    status: 'in_progress',
    attention: 'waiting_for_response',
    updated: stage.ticketService.now,
    waiting_since: null,
    seq: 4,
  });
  assert.is(client.last('event').topic, client.last('state').topic);
});

test('[W31] all watchers of one audience get the same bytes; those who watch twice get them once', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [first, second] = [stage.signIn(player), stage.signIn(player)];
  first.send(watch(ticket));
  first.send(watch(ticket, 'public', 2));
  second.send(watch(ticket));
  await stage.settle();
  await stage.do(helper, says('Hello'), ticket);
  await stage.settle();
  assert.is(first.all('state').length, 2);
  assert.is(first.all('event').length, 1);
  assert.equal(first.wire.writes.at(-1), second.wire.writes.at(-1));
  first.send({ t: 'unwatch', w: 1 });
  await stage.do(player, says('one watch is left'), ticket);
  await stage.settle();
  assert.is(first.all('event').length, 2);
  first.send({ t: 'unwatch', w: 2 });
  await stage.do(player, says('none is left'), ticket);
  await stage.settle();
  assert.is(first.all('event').length, 2);
  assert.is(second.all('event').length, 3);
});

test('[W31] who speaks JSON gets the same events', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const binary = stage.signIn(player);
  const text = stage.signIn(player, { subprotocol: 'shardbell.v1.json' });
  for (const client of [binary, text]) client.send(watch(ticket));
  await stage.settle();
  await stage.do(helper, says('Hello'), ticket);
  await stage.settle();
  assert.is(text.wire.bytes[0], 0x81);
  assert.equal(text.all('event'), binary.all('event'));
});

test('[W32] a note moves nothing at all for the public audience', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  await stage.do(helper, notes('seen before the watch'), ticket);
  const [mine, theirs] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watch(ticket));
  theirs.send(watch(ticket, 'support'));
  await stage.settle();
  const quiet = mine.wire.bytes.length;
  await stage.do(helper, notes('seen during the watch'), ticket);
  await stage.settle();
  assert.is(mine.wire.bytes.length, quiet);
  assert.is(eventsOf(theirs).length, 1);
  await stage.do(helper, says('a public word'), ticket);
  mine.send({ t: 'get', id: 'g1', ticket, as: 'public' });
  mine.send(resume(ticket, 2));
  await stage.settle();
  for (const word of ['note', 'seen']) assert.not(mine.wire.bytes.includes(word), word);
  assert.ok(mine.wire.bytes.includes('a public word'));
  assert.ok(theirs.wire.bytes.includes('seen during'));
});

// [W33] Is now tested with real removals instead of a change made by hand; **W36** also for entries
// that name people.
test('[W33] a ticket that the account may not read is gone, like one that never was', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(otherPlayer);
  const asked = [watch(ticket), watch(ticket, 'support', 2), watch('never-was', 'public', 3)];
  for (const one of asked) client.send(one);
  await stage.settle();
  const { sentence } = refusals.ticket_unknown;
  assert.equal(
    client.fresh(),
    [1, 2, 3].map((w) => ({ t: 'gone', w, code: 'ticket_unknown', sentence })),
  );
});

test('[W33] who may read no longer is told so at once, and gets nothing that came with it', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  await stage.do(helper, { kind: 'add_participants', accounts: [otherPlayer] }, ticket);
  const [mine, theirs] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watch(ticket));
  theirs.send(watch(ticket, 'support'));
  await stage.settle();
  await stage.do(helper, { kind: 'remove_participant', account: player }, ticket);
  await stage.settle();
  assert.is(mine.last('gone').code, 'ticket_unknown');
  assert.equal(mine.all('event'), []);
  assert.is(theirs.all('event').length, 1);
  stage.backend.setRights(helper, []);
  await stage.do(otherPlayer, says('Anybody?'), ticket);
  await stage.settle();
  assert.is(theirs.last('gone').code, 'ticket_unknown');
  assert.is(theirs.all('event').length, 1);
});

test('[W33] rights that change while the state is read are those that count', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  stage.ticketService.holdHistories();
  client.send(watch(ticket));
  await stage.settle();
  await stage.do(helper, { kind: 'remove_participant', account: player }, ticket);
  stage.ticketService.releaseHistories();
  await stage.settle();
  assert.equal(client.all('state'), []);
  assert.is(client.last('gone').code, 'ticket_unknown');
});

// [W34] What happens while the state is read is in it once; after another process wrote, every
// watcher gets its state afresh.
test('[W34] what happens while the state is read is in it, once', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  stage.ticketService.holdHistories();
  client.send(watch(ticket));
  await stage.settle();
  await stage.do(player, says('meanwhile'), ticket);
  await stage.do(helper, notes('hidden'), ticket);
  stage.ticketService.releaseHistories();
  await stage.settle();
  await stage.do(player, says('afterwards'), ticket);
  await stage.settle();
  const { head, entries } = stateOf(client);
  assert.equal(seqs(entries), [1, 2, 3]);
  assert.is(head.seq, 3);
  assert.equal(
    eventsOf(client).map((event) => seqs(event.entries)),
    [[4]],
  );
});

test('[W34] when another process wrote, every watcher gets its state afresh', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [live, joining] = [stage.signIn(player), stage.signIn(player)];
  live.send(watch(ticket));
  await stage.settle();
  stage.ticketService.holdHistories();
  joining.send(watch(ticket));
  await stage.settle();
  const elsewhere = { account: player, restricted: false, surface: 'web' } as const;
  stage.ticketService.writeElsewhere(ticket, elsewhere, says('elsewhere'));
  await stage.do(player, says('here'), ticket);
  stage.ticketService.releaseHistories();
  await stage.settle();
  for (const client of [live, joining]) {
    assert.equal(seqs(stateOf(client).entries), [1, 2, 3, 4]);
    assert.equal(client.all('event'), []);
  }
  await stage.do(player, says('on'), ticket);
  await stage.settle();
  for (const client of [live, joining]) assert.is(client.all('event').length, 1);
});

test('[W34] so do they when somebody looks and finds what another process wrote', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [live, late] = [stage.signIn(player), stage.signIn(player)];
  live.send(watch(ticket));
  await stage.settle();
  const elsewhere = { account: player, restricted: false, surface: 'web' } as const;
  stage.ticketService.writeElsewhere(ticket, elsewhere, says('elsewhere'));
  late.send(watch(ticket));
  await stage.settle();
  for (const client of [live, late]) assert.equal(seqs(stateOf(client).entries), [1, 2, 3]);
  await stage.do(player, says('on'), ticket);
  await stage.settle();
  for (const client of [live, late]) assert.is(client.all('event').length, 1);
});

test('[W35] a resume gets exactly what it missed', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (let i = 0; i < 5; i++) await stage.do(player, says(`message ${i}`), ticket);
  const client = stage.signIn(player);
  client.send(resume(ticket, 4));
  await stage.settle();
  const { head, entries } = client.last('resumed');
  assert.equal(seqs(entries), [5, 6, 7]);
  assert.is(head.seq, 7);
  client.send(resume(ticket, 7));
  await stage.settle();
  assert.equal(client.last('resumed').entries, []);
  assert.equal(client.all('state'), []);
});

test('[W35] another epoch, a cursor ahead, too much missed: the state comes afresh', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (let i = 0; i < limits.resume_entries_max; i++) await stage.do(player, says('x'), ticket);
  const last = limits.resume_entries_max + 2;
  const resumes = [resume(ticket, last, 'epoch-0'), resume(ticket, last + 1), resume(ticket, 1)];
  for (const one of resumes) {
    const client = stage.signIn(player);
    client.send(one);
    await stage.settle();
    assert.equal(client.all('resumed'), []);
    assert.is(stateOf(client).entries.at(-1)!.seq, last);
  }
  const client = stage.signIn(player);
  client.send(resume(ticket, 2));
  await stage.settle();
  assert.is(client.last('resumed').entries.length, limits.resume_entries_max);
});

test('[W36] no frame is larger than its bound, however long the texts', async () => {
  const stage = new Stage();
  const longest = '漢'.repeat(limits.body_chars_max);
  const escaped = `x${'\u0001'.repeat(limits.body_chars_max - 2)}x`;
  const ticket = await stage.open(player, escaped);
  const bodies = [longest, escaped, longest, escaped, longest, longest, longest, longest];
  for (const body of bodies) await stage.do(player, says(body), ticket);
  for (const subprotocol of ['shardbell.v1', 'shardbell.v1.json'] as const) {
    const client = stage.signIn(player, { subprotocol });
    client.send(watch(ticket));
    await stage.settle();
    const { entries, more } = stateOf(client);
    assert.ok(entries.length > 1 && entries.length < 10, String(entries.length));
    assert.is(entries.at(-1)!.seq, 10);
    assert.is(more, true);
    client.send(resume(ticket, 1));
    client.send({ t: 'get', id: 'g', ticket, as: 'public' });
    await stage.settle();
    assert.equal(client.all('resumed'), []);
    assert.equal(client.last('got').entries, entries);
  }
  assert.equal(stage.faults, []);
});

// [W37] A connection watches so many things at once; a number in use passes to the new watch, and
// an ended watch gets nothing.
test('[W37] only so many watches at once; one that ended makes room', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  for (let w = 0; w < limits.watches_max; w++) client.send(watch(ticket, 'public', w));
  client.send(watch(ticket, 'public', 100));
  await stage.settle();
  assert.is(client.all('state').length, limits.watches_max);
  assert.equal(
    client.all('gone').map(({ w, code }) => [w, code]),
    [[100, 'watches_full']],
  );
  client.send({ t: 'unwatch', w: 0 });
  client.send(watch(ticket, 'public', 100));
  await stage.settle();
  assert.is(client.last('state').w, 100);
});

test('[W37] a watch with a number in use takes its place', async () => {
  const stage = new Stage();
  const [a, b] = [await stage.open(player), await stage.open(player)];
  const client = stage.signIn(player);
  client.send(watch(a));
  await stage.settle();
  const first = client.last('state').topic;
  client.send(watch(b));
  await stage.settle();
  assert.is(stateOf(client).head.id, b);
  await stage.do(player, says('no longer watched'), a);
  await stage.do(player, says('watched'), b);
  await stage.settle();
  assert.equal(
    client.all('event').map(({ topic }) => topic),
    [client.last('state').topic],
  );
  assert.is.not(client.last('state').topic, first);
});

test('[W37] a watch that ended before its state came gets none', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [ended, cut] = [stage.signIn(player), stage.signIn(player)];
  stage.ticketService.holdHistories();
  for (const client of [ended, cut]) client.send(watch(ticket));
  await stage.settle();
  ended.send({ t: 'unwatch', w: 1 });
  cut.session.cut();
  stage.ticketService.releaseHistories();
  await stage.do(player, says('x'), ticket);
  await stage.settle();
  for (const client of [ended, cut]) assert.equal(client.fresh(), []);
});

test('[W38] states are read one after the other, and only while there is room for them', async () => {
  const stage = new Stage();
  const body = 'x'.repeat(limits.body_chars_max);
  const ticket = await stage.open(player, body);
  for (let i = 0; i < 20; i++) await stage.do(player, says(body), ticket);
  const client = stage.signIn(player);
  client.wire.isStalled = true;
  for (let w = 0; w < limits.watches_max; w++) client.send(watch(ticket, 'public', w));
  for (let i = 0; i < 50; i++) await stage.settle();
  const stalled = client.session.outbox.waiting_bytes;
  assert.ok(
    stalled > limits.outbox_bytes_max / 2 && stalled < limits.outbox_bytes_max,
    String(stalled),
  );
  assert.is(client.wire.closedWith, undefined);
  for (let i = 0; i < 50 && client.all('state').length < limits.watches_max; i++) {
    client.wire.buffered_bytes = 0;
    client.session.drained();
    await stage.settle();
  }
  assert.is(client.all('state').length, limits.watches_max);
  assert.is(client.wire.closedWith, undefined);
});

test('[W38] a client that takes them as they come gets all of them', async () => {
  const stage = new Stage();
  const body = 'x'.repeat(limits.body_chars_max);
  const ticket = await stage.open(player, body);
  for (let i = 0; i < 20; i++) await stage.do(player, says(body), ticket);
  const client = stage.signIn(player);
  for (let w = 0; w < limits.watches_max; w++) client.send(watch(ticket, 'public', w));
  for (let i = 0; i < limits.watches_max; i++) await stage.settle();
  assert.is(client.all('state').length, limits.watches_max);
});

test('[W38] more reads than may wait are refused as busy', async () => {
  const stage = new Stage({ accountPace: { per_second: 1, burst: 1_000 } });
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  stage.ticketService.holdHistories();
  for (let i = 0; i < 80; i++) client.send({ t: 'get', id: `g${i}`, ticket, as: 'public' });
  client.send(watch(ticket));
  await stage.settle();
  const busy = client.all('refused');
  // One is being read, 64 wait.
  assert.is(busy.length, 15);
  assert.ok(busy.every(({ code, retry }) => code === 'busy' && retry));
  assert.is(client.last('gone').code, 'busy');
  stage.ticketService.releaseHistories();
  await stage.settle();
  assert.is(client.all('got').length, 65);
});

test('[W39] a watcher that reads too slowly is closed, and costs the others nothing', async () => {
  const stage = new Stage();
  const body = 'x'.repeat(limits.body_chars_max);
  const ticket = await stage.open(player);
  const [slow, quick] = [stage.signIn(player), stage.signIn(player)];
  for (const client of [slow, quick]) client.send(watch(ticket));
  await stage.settle();
  slow.wire.isStalled = true;
  const count = Math.ceil(limits.outbox_bytes_max / body.length) + 1;
  for (let i = 0; i < count; i++) {
    await stage.do(player, says(body), ticket);
    await stage.settle();
  }
  assert.is(slow.wire.closedWith?.code, 4001);
  assert.is(slow.last('bye').code, 4001);
  assert.ok(slow.wire.bytes.length < limits.outbox_bytes_max);
  assert.is(quick.all('event').length, count);
  assert.is(quick.wire.closedWith, undefined);
});

test('[W39] nothing is kept of a ticket that nobody watches any more', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const clients = [stage.signIn(player), stage.signIn(player)];
  for (const client of clients) client.send(watch(ticket));
  await stage.settle();
  const topic = clients[0]!.last('state').topic;
  for (const client of clients) client.session.cut();
  const again = stage.signIn(player);
  again.send(watch(ticket));
  await stage.settle();
  assert.ok(again.last('state').topic > topic, 'a topic that was let go is not given again');
});

test('[W92] where telling a ticket failed, those who watch it are told afresh, and nobody else', async () => {
  const stage = new Stage();
  const [spoilt, other] = [await stage.open(player), await stage.open(player)];
  const [at, beside] = [stage.signIn(helper), stage.signIn(helper)];
  at.send(watch(spoilt, 'support'));
  beside.send(watch(other, 'support'));
  await stage.settle();
  at.fresh();
  beside.fresh();
  const { staffName } = stage.ticketService;
  let faults = 1;
  Object.defineProperty(stage.ticketService, 'staffName', {
    get: () => {
      if (faults-- > 0) throw new Error('a bug');
      return staffName;
    },
  });
  await stage.do(player, says('one'), spoilt);
  await stage.do(player, says('two'), other);
  await stage.settle();
  assert.equal(stage.faults.map(String), ['Error: a bug']);
  const [afresh, ...more] = at.fresh();
  assert.equal([afresh?.t, more], ['state', []]);
  assert.equal(seqs(stateOf(at).entries), [1, 2, 3]);
  assert.equal(
    beside.fresh().map(({ t }) => t),
    ['event'],
  );
  await stage.do(player, says('three'), spoilt);
  await stage.settle();
  assert.equal(
    at.fresh().map(({ t }) => t),
    ['event'],
  );
});
