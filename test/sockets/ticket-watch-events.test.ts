import { ownNames, viewHead } from '../../actors/ticket/view.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { eventsOf, notes, says, stateOf, watch } from './ticket-watching.ts';

const test = suite('watching a ticket: what happens in it');

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
