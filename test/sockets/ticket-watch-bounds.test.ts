import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { resume, says, stateOf, watch } from './ticket-watching.ts';

const test = suite('watching a ticket: bounds');

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
