import { limits } from '../../protocol/limits.ts';
import { supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage, type TestClient } from './stage.ts';
import {
  atTicket,
  colleague,
  counts,
  presenceOf,
  supportTyping,
  watchPresence,
  watchTicket,
} from './presence-stage.ts';

const test = suite('who is where: bounds');

test('[W58] no signal waits for a connection that is behind: it is told what is so when it has caught up', async () => {
  const { stage, mine, one, two, signal, pass } = await atTicket();
  const queue = stage.signIn(colleague);
  queue.send(watchPresence);
  await stage.settle();
  for (const client of [two, queue, mine]) {
    client.wire.isStalled = true;
    client.send({ t: 'ping' });
  }
  await stage.settle();
  const before = [two, queue, mine].map(({ wire }) => wire.writes.length);
  for (let i = 0; i < 50; i++) {
    signal(one, 'support', i % 2 ? 'viewing' : 'typing');
    stage.endTurn();
    pass(1_000);
  }
  signal(one, 'support', 'typing');
  stage.endTurn();
  pass(1_000);
  assert.equal(
    [two, queue, mine].map(({ wire }) => wire.writes.length),
    before,
  );
  for (const client of [two, queue, mine]) {
    assert.is(client.session.outbox.waiting_bytes, client.wire.buffered_bytes);
    client.wire.isStalled = false;
    client.wire.buffered_bytes = 0;
    client.fresh();
    client.session.drained();
  }
  await stage.settle();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [`support ${helper}`] });
  assert.equal(supportTyping(mine), [true]);
  assert.equal([two.fresh().length, mine.fresh().length], [1, 1]);
  assert.equal(
    counts(queue).map(({ viewing, typing }) => [viewing, typing]),
    [[1, 1]],
  );
  assert.is(queue.fresh().length, 1);
});

test('[W59] however many are at a ticket, or at however many tickets, what is told fits a frame', async () => {
  const stage = new Stage({ accountPace: { per_second: 1e6, burst: 1e6 } });
  const ticket = await stage.open(player);
  const clients: TestClient[] = [];
  for (let i = 0; i < limits.signal_people_max + 5; i++) {
    stage.backend.ticketService.rights.set(`9${i}`, supportRights);
    const client = stage.signIn(`9${i}`);
    client.send(watchTicket(ticket, 'support'));
    clients.push(client);
  }
  await stage.settle();
  for (const client of clients) {
    client.send({ t: 'signal', ticket, as: 'support', doing: 'typing' });
  }
  stage.endTurn();
  assert.is(presenceOf(clients[0]!)?.viewing.length, limits.signal_people_max);
  const queue = stage.signIn(helper);
  queue.send(watchPresence);
  await stage.settle();
  assert.equal(
    counts(queue).map(({ viewing }) => viewing),
    [clients.length],
  );
  const many = limits.signal_tickets_max + 3;
  for (let i = 0; i < many; i++) {
    const each = { ticket: `t${i}`, as: 'support', who: {}, account: '1', name: 'x' } as const;
    stage.deps.presence.signal({ ...each, doing: 'viewing' });
  }
  stage.deps.presence.sweep(stage.backend.time);
  const late = stage.signIn(helper);
  late.send(watchPresence);
  await stage.settle();
  assert.equal([counts(queue).length, counts(late).length], [many + 1, many + 1]);
  assert.equal([queue.all('signal').length, late.all('signal').length], [2, 1]);
  assert.equal(stage.faults, []);
});
